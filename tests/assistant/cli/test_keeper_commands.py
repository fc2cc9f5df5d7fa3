"""What keepers type, and what they read: versions, worklists, links, answers written by a person."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from assistant.audit import AuditTrail
from assistant.cli import answer_commands, worklist_commands
from assistant.cli.main import app
from assistant.cli.worklist_commands import check_links
from assistant.errors import DisplayableError
from assistant.keepers.keepers import Keepers
from assistant.keepers.links import LinkStore
from assistant.settings import Settings, read_settings
from assistant.vocabulary import AuditAction
from assistant.wiring import connect_database
from knowledge.ingest import load_base
from knowledge.library import Library
from knowledge.versions import draft_version, published_version
from tests.assistant.fakes import NameGuard, build_keepers
from tests.knowledge.sources import PAGES, write_zip

Run = Callable[..., Result]
DEARER = {**PAGES, "F10.xml": PAGES["F10.xml"].replace("25\u00a0€", "30\u00a0€")}


@pytest.fixture(autouse=True)
def _without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keepers as they are, with a guard that needs no model."""

    @contextmanager
    def open_with_fakes(settings: Settings, *, reads_texts: bool = False) -> Iterator[Keepers]:
        engine = connect_database(settings)
        with Library.open(settings.knowledge_root, settings.knowledge.bases, None) as library:
            yield build_keepers(settings.state, engine, library, NameGuard(), settings.knowledge_root)
        engine.dispose()

    monkeypatch.setenv("PARVIS_KNOWLEDGE__BASES", '["port"]')
    monkeypatch.setenv("PARVIS_EMBEDDING__MODEL", "none")
    for commands in (answer_commands, worklist_commands):
        monkeypatch.setattr(commands, "open_keepers", open_with_fakes)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where the commands look for bases; « port » is published there."""
    root = read_settings().knowledge_root
    load_base(write_zip(tmp_path / "first.zip"), "port", root)
    write_zip(tmp_path / "newer.zip", DEARER)
    return root


@pytest.fixture
def run() -> Run:
    return lambda *arguments: CliRunner().invoke(app, arguments)


def done(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.output


def refused(result: Result) -> str:
    assert isinstance(result.exception, DisplayableError)
    return str(result.exception)


def test_a_draft_is_loaded_checked_published_and_taken_back(run: Run, root: Path, tmp_path: Path) -> None:
    first = published_version(root, "port")
    told = done(run("knowledge", "load", "port", "--draft", "--source", str(tmp_path / "newer.zip")))
    assert "0 pages ajoutées, 0 retirées, 1 modifiées, 0 redatées, 2 inchangées" in told
    draft = draft_version(root, "port")
    assert f"Brouillon {draft[:12]} gardé" in told
    assert published_version(root, "port") == first

    checked = done(run("knowledge", "check", "port"))
    assert "~ F10  Carte de batelier" in checked
    assert "[Vous êtes majeur > Coût]" in checked
    assert "- La carte coûte 25\u00a0€." in checked
    assert "+ La carte coûte 30\u00a0€." in checked
    assert "Aucune question de référence" in checked
    one_page = done(run("knowledge", "check", "port", "--page", "F10"))
    assert one_page.count("La carte coûte") == 2

    assert f"version {draft[:12]} publiée" in done(run("knowledge", "publish", "port"))
    assert published_version(root, "port") == draft
    assert f"retour à la version {first[:12]}" in done(run("knowledge", "rollback", "port"))
    assert published_version(root, "port") == first
    listed = done(run("knowledge", "versions", "port"))
    assert all(word in listed for word in (first[:12], draft[:12], "publiée", "newer.zip"))


def test_a_load_that_publishes_says_what_it_changed(run: Run, root: Path, tmp_path: Path) -> None:
    told = done(run("knowledge", "load", "port", "--source", str(tmp_path / "newer.zip")))
    assert "1 modifiées" in told
    assert "Brouillon" not in told
    again = done(run("knowledge", "load", "port", "--source", str(tmp_path / "newer.zip")))
    assert "rien n'a changé" in again
    assert "modifiées" not in again
    engine = connect_database(read_settings())
    (row,) = AuditTrail(engine).page()
    engine.dispose()
    assert (row.who, row.what, row.subject) == ("command line", AuditAction.KNOWLEDGE_PUBLISHED, "base/port")
    assert row.details == {"version": published_version(root, "port")}


def test_golden_questions_are_kept_and_asked_at_each_check(run: Run, root: Path, tmp_path: Path) -> None:
    rows = [
        {"id": "G1", "question": "combien coûte la carte de batelier", "gold": ["F10"]},
        {"id": "G2", "question": "où amarrer un bateau au quai", "gold": ["F11"]},
        {"id": "G3", "question": "le fromage", "kind": "unanswerable"},
    ]
    questions = tmp_path / "golden.jsonl"
    questions.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert "2 questions" in done(run("knowledge", "golden", "port", "--set", str(questions)))
    assert "G2  où amarrer un bateau au quai  (F11)" in done(run("knowledge", "golden", "port"))
    without_mooring = {name: text for name, text in PAGES.items() if name != "F11.xml"}
    load_base(write_zip(tmp_path / "less.zip", without_mooring), "port", root, as_draft=True)
    report = tmp_path / "check.json"
    checked = done(run("knowledge", "check", "port", "--json", str(report)))
    assert "- F11  Amarrage d'un bateau" in checked
    assert "bonne page en premier 100.0%" in checked
    assert "bonne page en premier 50.0%" in checked
    assert "- G2  où amarrer un bateau au quai  (rang 1 → –)" in checked
    assert json.loads(report.read_text(encoding="utf-8"))["golden"]["moved"][0]["id"] == "G2"


def test_a_set_without_expected_pages_is_refused(run: Run, root: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text('{"id": "a", "question": "?"}\n', encoding="utf-8")
    assert "aucune question" in refused(run("knowledge", "golden", "port", "--set", str(empty)))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("check", "port"), "parvis knowledge load port --draft"),
        (("publish", "gare"), "Aucune base"),
        (("rollback", "port"), "pas de version antérieure"),
        (("remove", "port", "zz"), "parvis knowledge versions"),
        (("worklist", "stale", "gare"), "Aucune base"),
        (("worklist", "stale", "--done", "F404"), "Relisez la liste"),
    ],
)
def test_what_is_refused_says_what_to_do_next(run: Run, root: Path, arguments: tuple[str, ...], said: str) -> None:
    assert said in refused(run("knowledge", *arguments)).replace("\u00a0", " ")


def test_old_versions_are_cleared_away_on_command(run: Run, root: Path, tmp_path: Path) -> None:
    first = published_version(root, "port")
    for price in ("30", "40", "50", "60"):
        files = {**PAGES, "F10.xml": PAGES["F10.xml"].replace("25", price)}
        load_base(write_zip(tmp_path / f"{price}.zip", files), "port", root)
    told = done(run("knowledge", "remove", "port"))
    assert f"version {first[:12]} supprimée" in told
    assert told.count("supprimée") == 2
    assert "Rien à supprimer" in done(run("knowledge", "remove", "port"))


def test_an_item_is_marked_by_its_key_and_leaves_the_list(run: Run, root: Path) -> None:
    listed = done(run("knowledge", "worklist", "stale"))
    assert "F10  Carte de batelier" in listed
    assert "mise à jour : 2020-08-26" in listed
    assert "fait" in done(run("knowledge", "worklist", "stale", "--done", "F10", "--why", "relue"))
    assert "F10" not in done(run("knowledge", "worklist", "stale"))
    with_marks = done(run("knowledge", "worklist", "stale", "--marked"))
    assert "command line (relue)" in with_marks
    assert "à faire" in done(run("knowledge", "worklist", "stale", "--reopen", "F10"))
    assert "F10  Carte" in done(run("knowledge", "worklist", "stale"))


def test_links_are_told_as_they_are_asked_and_the_next_call_goes_on(
    root: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[str] = []

    def reply(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(404 if "dead" in request.url.path else 200)

    urls = ["https://a.example.fr/dead", "https://a.example.fr/alive", "https://b.example.fr/alive"]
    for most in (2, None):
        check_links(
            urls,
            LinkStore(engine),
            fresh_for=timedelta(days=1),
            most=most,
            transport=httpx.MockTransport(reply),
            seconds_between=0.0,
        )
    assert sorted(asked) == sorted(urls)
    shown = capsys.readouterr().out
    assert "Mort: https://a.example.fr/dead" in shown
    assert "3 adresses chez 2 hôtes" in shown


ADD = (
    "answers",
    "add",
    "--question",
    "Combien coûte la carte de batelier ?",
    "--page",
    "F10",
    "--service",
    "Capitainerie",
)


def test_an_answer_is_added_shown_and_withdrawn(run: Run, root: Path) -> None:
    told = done(run(*ADD, "--text", "La carte coûte 25 €."))
    short = told.split()[1]
    assert "servie" in done(run("answers", "list"))
    shown = done(run("answers", "show", short))
    assert all(word in shown for word in ("La carte coûte 25 €.", "port/F10", "Capitainerie", "ajoutée"))
    assert "retirée" in done(run("answers", "withdraw", short, "--why", "Plus demandée"))
    assert "(Plus demandée)" in done(run("answers", "show", short))
    assert "parvis answers list" in refused(run("answers", "show", "zz"))


def test_a_figure_that_stands_in_no_page_is_named_until_it_is_explained(run: Run, root: Path) -> None:
    wrong = (*ADD, "--text", "La carte coûte 99 €.")
    assert "99 €" in refused(run(*wrong))
    assert "ajoutée" in done(run(*wrong, "--unsupported-why", "Délibération du port"))


def test_a_name_in_an_answer_is_shown_masked_and_nothing_is_kept(run: Run, root: Path) -> None:
    said = refused(run(*ADD, "--text", "Demandez Dubosquet."))
    assert "Demandez …." in said
    assert "Dubosquet" not in said
    assert "Aucune réponse rédigée" in done(run("answers", "list"))


def test_an_answer_whose_page_changed_is_confirmed(run: Run, root: Path, tmp_path: Path) -> None:
    short = done(run(*ADD, "--text", "Venez au port avec une photo.")).split()[1]
    load_base(tmp_path / "newer.zip", "port", root)
    assert "à revoir" in done(run("answers", "list"))
    assert short in done(run("knowledge", "worklist", "validated"))
    assert "servie" in done(run("answers", "confirm", short))
    assert "à revoir" not in done(run("answers", "list"))
