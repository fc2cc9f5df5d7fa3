"""A real server is told who people are, at every door and in every way. Nothing of it may be in any file afterwards."""

import base64
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from assistant.governance.lessons import read_course
from assistant.vocabulary import Language
from knowledge.ingest import load_base
from tests.assistant import breaking_server
from tests.assistant.written_forms import find_written, read_files, written_forms
from tests.knowledge.sources import write_zip

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

TYPED = {
    "PERSON": ("Je m'appelle Amina Quervallon, combien coûte la carte de batelier ?", ["Quervallon", "Amina"]),
    "PHONE": ("Mon numéro est le 06 39 98 41 27, combien coûte la carte de batelier ?", ["06 39 98 41 27"]),
    "EMAIL": ("Écrivez à amina.quervallon@exemple.fr pour la carte de batelier.", ["amina.quervallon@exemple.fr"]),
    "ADDRESS": ("J'habite 14 rue des Hirondelles, 29870 Lannilis. Où demander la carte de batelier ?",
                ["14 rue des Hirondelles"]),
    "DATE_OF_BIRTH": ("Je suis née le 17/03/1987, ai-je droit à la carte de batelier ?", ["17/03/1987"]),
    "NIR": ("Mon numéro de sécurité sociale est 2 87 03 29 117 042 51 pour la carte de batelier.",
            ["2 87 03 29 117 042 51"]),
    "TAX_ID": ("Mon numéro fiscal est 30 23 217 600 053, combien coûte la carte de batelier ?", ["30 23 217 600 053"]),
    "IBAN": ("Mon IBAN FR76 3000 4028 3798 7654 3210 943 pour payer la carte de batelier.",
             ["FR76 3000 4028 3798 7654 3210 943", "3000 4028 3798 7654"]),
    "CARD": ("Ma carte bancaire 4970 1012 3456 7893 paie la carte de batelier ?", ["4970 1012 3456 7893"]),
    "ID_DOC": ("Ma carte d'identité n° D2H6M1Z85 suffit pour la carte de batelier ?", ["D2H6M1Z85"]),
    "CASE_ID": ("Mon numéro de dossier 7743190582 concerne la carte de batelier.", ["7743190582"]),
    "LOGIN": ("Mon mot de passe est Peniche!8427, comment avoir la carte de batelier ?", ["Peniche!8427"]),
    "PLATE": ("Ma voiture GX-482-QV est au port, où demander la carte de batelier ?", ["GX-482-QV"]),
    "IP": ("Mon adresse IP est 203.0.113.77, combien coûte la carte de batelier ?", ["203.0.113.77"]),
    "NUMBER": ("On m'a donné le 583 920 174 665 81, est-ce pour la carte de batelier ?", ["583 920 174 665 81"]),
}  # fmt: skip
"""One question a label, and what of it is personal. Everything is invented."""

DICTATED = {
    "phone": (
        "mon numéro c'est zéro six trente-neuf quatre-vingt-dix-huit cinquante-deux seize, et la carte de batelier ?",
        ["06 39 98 52 16", "trente-neuf quatre-vingt-dix-huit cinquante-deux"],
    ),
    "e-mail": (
        "mon adresse c'est basile point tancrevel arobase exemple point fr, et la carte de batelier ?",
        ["basile.tancrevel@exemple.fr", "tancrevel arobase"],
    ),
}


@dataclass(frozen=True, slots=True)
class Planted:
    """Told at a door that keeps nothing at all: a name and a number of its own, so that a find names its door."""

    number: int

    @property
    def values(self) -> tuple[str, str]:
        return f"Zvonimirsky{self.number:02}", f"06 39 98 7{self.number % 10} {10 + self.number}"

    @property
    def text(self) -> str:
        return " ".join(self.values)


@dataclass(slots=True)
class Server:
    """A running ``parvis serve``, and every folder that it may write to."""

    address: str
    process: subprocess.Popen[bytes]
    folder: Path
    output: Path

    @property
    def written(self) -> dict[Path, bytes]:
        return read_files([self.folder])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    places = {name: folder / name for name in ("state", "cache", "home", "tmp", "work")}
    for place in places.values():
        place.mkdir()
    load_base(write_zip(tmp_path_factory.mktemp("source") / "pages.zip"), "port", places["state"] / "knowledge")
    output = folder / "output.log"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("PARVIS_")},
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "HOME": str(places["home"]),
        "TMPDIR": str(places["tmp"]),
        "PARVIS_CONFIG": str(folder / "parvis.toml"),
        "PARVIS_STATE": str(places["state"]),
        "PARVIS_CACHE": str(places["cache"]),
        "PARVIS_LANGUAGE_MODEL__MODEL": "none",
        "PARVIS_EMBEDDING__MODEL": "none",
        "PARVIS_KNOWLEDGE__BASES": '["port"]',
        "PARVIS_KNOWLEDGE__BUILD_DENSE": "false",
        "PARVIS_LIMITS__RATES__CONVERSATION_QUESTIONS_A_MINUTE": "1000",  # asked faster than a person types
        "PARVIS_LIMITS__RATES__CONVERSATION_PERSON_AN_HOUR": "1",
    }
    with output.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", breaking_server.__name__, "serve", "--port", str(port)],
            cwd=places["work"],
            env=environment,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        address = f"http://127.0.0.1:{port}"
        try:
            while address not in output.read_text(encoding="utf-8"):
                assert process.poll() is None, output.read_text(encoding="utf-8")
                time.sleep(0.1)
            yield Server(address, process, folder, output)
        finally:
            process.kill()
            process.wait()


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.address, timeout=60) as client:
        yield client


def begin(client: httpx.Client) -> str:
    return f"/api/conversations/{client.post('/api/conversations', json={}).json()['code']}"


def ask(client: httpx.Client, conversation: str, text: str) -> str:
    """Ask, wait for the end, and give what the stream told."""
    taken = client.post(f"{conversation}/questions", json={"text": text})
    assert taken.status_code == 202, text
    return client.get(taken.json()["events"]).text


def hold_clean(server: Server, values: list[str] | tuple[str, ...]) -> None:
    written = server.written
    assert find_written(values, written) == []
    assert server.output in written


@pytest.mark.parametrize("value", ["06 39 98 41 27", "Zoé Quervallon", "a.b@exemple.fr"])
def test_the_search_finds_a_value_that_is_there_in_any_form(tmp_path: Path, value: str) -> None:
    forms = written_forms(value)
    assert len(forms) > 20
    for form in forms:
        (tmp_path / "file.bin").write_bytes(b"\x01before" + form + b"after\xff")
        assert find_written([value], read_files([tmp_path]))
    (tmp_path / "file.bin").write_bytes(b"nothing of it")
    assert not find_written([value], read_files([tmp_path]))


def test_the_search_finds_what_a_longer_text_in_base64_holds() -> None:
    for before in ("", "a", "ab", "abc"):
        text = base64.b64encode(f"{before}amina.quervallon@exemple.fr et la suite".encode())
        assert find_written(["amina.quervallon@exemple.fr"], {Path("x"): text})


def test_what_a_person_types_turn_after_turn_is_written_nowhere(server: Server, client: httpx.Client) -> None:
    conversation = begin(client)
    for label, (text, values) in TYPED.items():
        told = ask(client, conversation, text)
        assert f'"{label}"' in told, f"{label} is not masked"
        assert find_written(values, {Path("stream"): told.encode()}) == []
    whole = " ".join(text for text, _ in TYPED.values())
    ask(client, conversation, whole)
    question_id = client.get(conversation).json()["answers"][-1]["question_id"]
    contest = f"/conversation/{conversation.split('/')[-1]}/answers/{question_id}/contest"
    for text, values in TYPED.values():
        client.post(contest, data={"subject": "wrong", "words": text})
        assert find_written(values, {Path("page"): client.get(contest).content}) == []
    assert len(client.get(f"{conversation}/export").json()["contested_answers"]) == len(TYPED)
    client.post(f"{conversation}/person")
    written = server.written
    assert any(b"TELEPHONE_1" in content for content in written.values())  # what is kept is there to be found
    assert any(file.name.endswith("-wal") and content for file, content in written.items())
    hold_clean(server, [value for _, values in TYPED.values() for value in values])


def test_what_a_person_dictates_is_written_nowhere(server: Server, client: httpx.Client) -> None:
    conversation = begin(client)
    for text, values in DICTATED.values():
        assert find_written(values, {Path("stream"): ask(client, conversation, text).encode()}) == []
    hold_clean(server, [value for _, values in DICTATED.values() for value in values])


def test_errors_that_quote_a_question_write_nothing_of_it(server: Server, client: httpx.Client) -> None:
    values: list[str] = []
    for number, fault in enumerate(breaking_server.FAULTS):
        planted = Planted(number)
        values += planted.values
        conversation = begin(client)
        text = f"Je m'appelle {planted.text} {fault} et la carte de batelier ?"
        taken = client.post(f"{conversation}/questions", json={"text": text})
        assert taken.status_code == (500 if fault == breaking_server.AT_THE_DOOR else 202)
        if taken.status_code == 202:
            client.get(taken.json()["events"])
        assert find_written(planted.values, {Path("reply"): taken.content}) == []
    silent = list(breaking_server.FAULTS.values())
    for _ in range(60):  # a task that failed is told when its turn is thrown away, some seconds later
        ask(client, begin(client), "Combien coûte la carte de batelier ?")
        output = server.output.read_text(encoding="utf-8")
        silent = [told for told in breaking_server.FAULTS.values() if told not in output]
        if not silent:
            break
        time.sleep(0.5)
    assert silent == []
    hold_clean(server, values)


def test_what_comes_in_other_ways_than_a_question_is_written_nowhere(server: Server, client: httpx.Client) -> None:
    conversation = begin(client)
    page = f"/conversation/{conversation.split('/')[-1]}"
    numbers = iter(range(20, 100))
    values = [conversation.split("/")[-1]]  # the address is the key

    def plant() -> str:
        planted = Planted(next(numbers))
        values.extend(planted.values)
        return planted.text

    client.get("/", params={"nom": plant(), plant(): "x"})
    client.get(f"/{plant()}")
    client.get("/static/" + plant())
    for header in ("User-Agent", "Referer", "Cookie", "Authorization", "X-Forwarded-For", "Accept-Language", "Origin"):
        client.get(page, headers={header: plant()})
    client.get(f"{conversation}/questions/x/events", headers={"Last-Event-ID": plant()})
    as_json = {"Content-Type": "application/json"}
    client.post(f"{conversation}/questions", content=f'{{"text": "{plant()}', headers=as_json)
    client.post(f"{conversation}/questions", content="\x00" + plant(), headers=as_json)
    client.post(f"{conversation}/questions", json={"texte": plant(), plant(): 1})
    client.post(f"{conversation}/questions", json={"text": {"nom": plant()}})
    client.post(f"{conversation}/questions", json={"text": plant() + " " + "a" * 5000})
    client.post(f"{conversation}/questions", json={"text": plant() + " " + "a" * 300_000})
    client.post("/questions", data={"question": plant(), plant(): "x", "text": ""})
    client.post("/questions", data={"text": plant() + " " + "a" * 5000})
    client.post("/questions", data={"text": "x", "language": plant()})
    client.post("/questions", files={"photo": (f"{plant()}.jpg", plant().encode()), "text": (plant(), b"x")})
    client.post("/questions", files={"photo": (f"{plant()}.jpg", plant().encode() + b"\0" * 200_000)})
    client.post("/questions", files={"photo": (f"{plant()}.jpg", plant().encode() + b"\0" * 3_000_000)})
    client.get(f"/api/conversations/{plant()}")
    client.get(f"/conversation/{plant()}")
    client.request(plant().split()[0].upper(), "/")
    client.post(f"{page}/answers/{plant()}/contest", data={"subject": plant(), "words": plant()})
    client.post("/preferences", data={"language": plant(), "back": plant(), "code": plant()})
    client.post("/preferences", data={"plain": "yes", "back": f"/{plant()}", "code": plant()})
    client.post(f"{page}/person", data={"contact": plant(), "moment": plant()})
    client.post(f"{conversation}/person", json={"contact": plant(), "moment": plant()})
    client.post(f"{conversation}/person")
    too_often = {"contact": plant().partition(" ")[2], "moment": plant()}
    assert client.post(f"{page}/person", data=too_often).status_code == 429
    assert client.post(f"{conversation}/person", json=too_often).status_code == 429
    elsewhere = {"Origin": "https://ailleurs.example.org"}
    assert client.post("/questions", data={"text": plant()}, headers=elsewhere).status_code == 403
    assert client.post(f"{conversation}/questions", json={"text": plant()}, headers=elsewhere).status_code == 403
    with socket.create_connection(("127.0.0.1", client.base_url.port or 0)) as raw:
        raw.sendall(f"GET /?nom={plant()} HTTP/9.9\r\nX: \x00{plant()}\r\n\r\n".encode())
        raw.recv(1000)
    assert ask(client, begin(client), "Combien coûte la carte de batelier ?")  # the server is alive and well
    assert len(values) > 60
    hold_clean(server, values)


def test_a_way_to_be_called_back_is_written_sealed_and_no_other_way(server: Server, client: httpx.Client) -> None:
    conversation = begin(client)
    ask(client, conversation, "Combien coûte la carte de batelier ?")
    left = {"contact": "06 39 98 36 63", "moment": "après la criée de Zvonimirsky"}
    assert client.post(f"{conversation}/person", json=left).status_code == 201
    written = server.written
    (key,) = (file for file in written if file.name == "contact.key")
    assert key.stat().st_mode & 0o777 == 0o600
    assert not any(written[key].strip() in content for file, content in written.items() if file != key)
    assert any(b"gAAAA" in content for content in written.values())  # how a sealed text begins
    hold_clean(server, ["06 39 98 36 63", "criée de Zvonimirsky"])


CHOSEN = "le tracteur de la mairie"
"""Password of whoever of staff signs in."""


def sign_in_agent(server: Server, client: httpx.Client) -> dict[str, str]:
    """Headers of an agent whose password was chosen by the administration's command, then by themselves."""
    added = subprocess.run(
        [
            sys.executable,
            "-m",
            "assistant.cli.start",
            "accounts",
            "add",
            "marie",
            "--role",
            "agent",
            "--role",
            "referent",
            "--generate",
        ],
        cwd=server.folder / "work",
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("PARVIS_")},
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PARVIS_CONFIG": str(server.folder / "parvis.toml"),
            "PARVIS_STATE": str(server.folder / "state"),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    given = added.stdout.split()[-1]
    token = client.post("/api/sign-in", json={"name": "marie", "password": given}).json()["token"]
    change = {"current": given, "new": CHOSEN}
    changed = client.post("/api/me/password", json=change, headers={"Authorization": f"Bearer {token}"})
    headers = {"Authorization": f"Bearer {changed.json()['token']}"}
    course = read_course(Language.FRENCH)
    answers = {question.id: question.right for question in course.questions}
    passed = client.post("/api/desk/course", json={"version": course.version, "answers": answers}, headers=headers)
    assert passed.json()["is_passed"]
    return headers


def test_what_people_and_agents_write_to_one_another_is_written_masked(server: Server, client: httpx.Client) -> None:
    agent = sign_in_agent(server, client)
    conversation = begin(client)
    page = f"/conversation/{conversation.split('/')[-1]}"
    numbers = iter(range(68, 80))
    values: list[str] = []

    def plant() -> str:
        planted = Planted(next(numbers))
        values.extend(planted.values)
        return f"Je m'appelle {planted.values[0]}, mon numéro est le {planted.values[1]}."

    sent = client.post(f"{conversation}/person", json={"added": plant()})
    assert sent.status_code == 201
    client.post(f"{conversation}/messages", json={"text": plant()})
    client.post(f"{page}/messages", data={"text": plant()})
    (line,) = (case for case in client.get("/api/desk/cases", headers=agent).json()["cases"] if case["unread"])
    case = f"/api/desk/cases/{line['id']}"
    assert client.post(f"{case}/claim", json={"version": line["version"]}, headers=agent).status_code == 200
    client.post("/questions", data={"text": plant(), "code": page.split("/")[-1]})
    masked = client.post(f"{case}/reply", json={"text": plant()}, headers=agent)
    assert masked.json()["reason"] == "masked"
    agreed = client.post(f"{case}/reply", json={"text": plant(), "confirm_masked": True}, headers=agent)
    assert agreed.status_code == 201
    assert client.post(f"{case}/notes", json={"text": plant()}, headers=agent).status_code == 201
    client.get("/api/desk/cases", params={"search": plant()}, headers=agent)
    client.get("/api/desk/passages", params={"query": plant()}, headers=agent)
    client.put("/api/desk/presence", json={"presence": "busy", "comment": plant()}, headers=agent)
    client.post("/resume", data={"code": plant()})
    made = client.post(f"{conversation}/resume-code").json()["code"]
    read = client.get(case, headers=agent).json()
    given = {"version": read["line"]["version"], "why": plant()}
    assert client.post(f"{case}/release", json=given, headers=agent).status_code == 200
    for told in (client.get(case, headers=agent), client.get(conversation), client.get(page), masked, agreed):
        assert find_written(values, {Path("reply"): told.content}) == []
    assert len(read["messages"]) == 4
    assert len(values) == 24
    hold_clean(server, [*values, made, made.replace("-", "")])


def test_what_a_keeper_notes_of_a_contest_is_written_masked(server: Server, client: httpx.Client) -> None:
    conversation = begin(client)
    ask(client, conversation, "Combien coûte la carte de batelier ?")
    question_id = client.get(conversation).json()["answers"][-1]["question_id"]
    page = f"/conversation/{conversation.split('/')[-1]}/answers/{question_id}/contest"
    assert client.post(page, data={"subject": "outdated"}).status_code == 303
    signed_in = client.post("/api/sign-in", json={"name": "marie", "password": CHOSEN}).json()
    keeper = {"Authorization": f"Bearer {signed_in['token']}"}
    contest = client.get("/api/contests", params={"limit": 500}, headers=keeper).json()["contests"][-1]
    why, values = f"Vu avec {Planted(80).values[0]}, au {Planted(80).values[1]}.", Planted(80).values
    decision = {"version": contest["version"], "verdict": "page_wrong", "why": why}
    decided = client.post(f"/api/contests/{contest['id']}/decide", json=decision, headers=keeper)
    assert decided.json()["contest"]["decision"]["why"]
    assert find_written(values, {Path("reply"): decided.content}) == []
    hold_clean(server, values)


def test_a_server_that_dies_leaves_no_image_of_its_memory(server: Server) -> None:
    limits = Path(f"/proc/{server.process.pid}/limits").read_text(encoding="ascii")
    (line,) = (line for line in limits.splitlines() if line.startswith("Max core file size"))
    assert line.split()[4:6] == ["0", "0"]


def test_the_pages_are_as_they_were_and_the_end_writes_nothing_either(server: Server) -> None:
    """Runs last: it stops the server."""
    everything = [value for _, values in (*TYPED.values(), *DICTATED.values()) for value in values]
    everything += [value for number in range(81) for value in Planted(number).values]
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(60) in {0, 130}
    hold_clean(server, everything)
    names = {file.relative_to(server.folder).parts[0] for file in server.written}
    assert names == {"state", "output.log"}
    assert {file.name for file in (server.folder / "state").iterdir()} <= {
        "knowledge",
        "contact.key",
        "conversations.sqlite",
        "conversations.sqlite-wal",
        "conversations.sqlite-shm",
    }
