"""Whole answers on real pages with the real models: what no fake can promise.

A few dozen pages of the publisher's archive make a base of their own, so that the file runs in minutes.
"""

import asyncio
import json
import logging
import os
import re
import signal
from collections.abc import AsyncGenerator, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from assistant.artifacts.catalogue import read_catalogue
from assistant.conversation.types import Answer, AnswerPart
from assistant.messages.catalogue import read_messages
from assistant.model_choice import find_model_file, name_vectors
from assistant.pipeline.events import PartReleased, QuestionRedacted, SourcesFound
from assistant.pipeline.plain_language import render_plainly
from assistant.pipeline.running import RunningTurn
from assistant.services import PlainAnswer, Services
from assistant.settings import AnswerSettings, EmbeddingSettings, LanguageModelSettings, Settings
from assistant.vocabulary import AnswerStatus, Channel, Language, PartKind
from assistant.wiring import open_services
from knowledge.embedding import build_dense
from knowledge.ingest import load_base
from knowledge.loaders.archive import read_members
from knowledge.vector_cache import VectorCache
from knowledge.versions import version_folder
from models.embeddings.llama_cpp import LlamaCppEmbedder
from models.language.supervised import SupervisedModel
from tests.assistant.fakes import read_every_file
from tests.conftest import REAL_CACHE

BASE = "particuliers"
# with one slot, a model that is not ready is a model that works
LANGUAGE_MODEL = LanguageModelSettings(threads=2, seconds=300.0, slots=1)
"""The long budget keeps a busy machine from deciding a test."""
EMBEDDING = EmbeddingSettings()

ARCHIVE = REAL_CACHE / read_catalogue("knowledge")[BASE].file
WEIGHTS = [REAL_CACHE / read_catalogue("models")[name].file for name in (LANGUAGE_MODEL.model, EMBEDDING.model)]
MISSING = [path.name for path in (ARCHIVE, *WEIGHTS) if not path.is_file()]

pytestmark = [
    pytest.mark.weights,
    pytest.mark.corpus,
    pytest.mark.skipif(bool(MISSING), reason=f"not in the cache: {', '.join(MISSING)}: run `make fetch`"),
    pytest.mark.asyncio(loop_scope="module"),
]

ASKED = {
    "Quel est le prix d'un passeport pour un adulte ?": {"F34752"},
    "J'ai perdu ma carte d'identité, comment la faire refaire ?": {"F1344"},
    "Je serai absent le jour de l'élection, comment faire établir une procuration ?": {"F1604"},
    "À 30 ans, quelles conditions pour toucher le RSA ?": {"F19778"},
    "Combien de temps dure la période d'essai en CDI ?": {"F1643", "F35309"},
}
"""Questions, and the pages that answer each."""

NEIGHBOURS = {"F1759", "F18704", "F33805", "F1474", "F35316", "F994", "F317", "F32279"}
"""Pages on nearly the same subjects, which must not come first."""

SEED = "a few dozen pages"
ONE_IN = 40
MOST_BYTES = 60_000
"""Pages that are there by chance are short ones, so that their vectors take seconds."""

PHONE = "06 39 98 41 27"
"""Invented: of a range that is kept for fiction."""
PHONE_FORMS = (PHONE, PHONE.replace(" ", ""), PHONE.replace(" ", "")[1:], PHONE[3:])

BOXES = {"Attention", "À noter", "À savoir", "Rappel"}
BOXES |= {"Où s'adresser", "Service en ligne", "Formulaire", "Modèle de document", "Simulateur"}

MESSAGES = read_messages()


def is_taken(page: str, size_bytes: int) -> bool:
    """The pages that are asked for, and a part of all others that is the same in every run."""
    if page in NEIGHBOURS or any(page in pages for pages in ASKED.values()):
        return True
    return size_bytes <= MOST_BYTES and int(sha256(f"{SEED} {page}".encode()).hexdigest(), 16) % ONE_IN == 0


def words_of(dump: Any) -> Iterator[str]:
    """Every text of a page's dump, in reading order."""
    if "text" in dump:
        yield dump["text"]
    for child in dump.get("children", ()):
        yield from words_of(child)


def plain(text: str) -> str:
    """Letters and digits alone: the layout of the dump is not the layout of the answer."""
    return "".join(re.findall(r"\w+", text))


def segments(line: str) -> Sequence[str]:
    """What stands in one piece in the dump: a table's cells are apart, and the label of a box is a tag there."""
    label, colon, rest = line.partition(" : ")
    pieces = re.split(r" [:;–|] ", rest if colon and label in BOXES else line)
    return [plain(piece) for piece in pieces]


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of pages such as the archive holds."""
    folder = tmp_path_factory.mktemp("source") / "data" / BASE
    folder.mkdir(parents=True)
    for name, content in read_members(ARCHIVE, ".json", f"package/data/{BASE}"):
        page = Path(name)
        if page.stem.startswith("F") and is_taken(page.stem, len(content)):
            (folder / page.name).write_bytes(content)
    assert 40 <= len(list(folder.iterdir())) <= 90
    return folder


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The defaults with real models and a state of their own, whatever the operator has set on this machine."""
    folder = tmp_path_factory.mktemp("real")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("PARVIS_")]:
            patch.delenv(name)
        patch.setenv("PARVIS_CONFIG", str(folder / "parvis.toml"))
        yield Settings(
            cache=REAL_CACHE,
            state=folder / "state",
            language_model=LANGUAGE_MODEL,
            embedding=EMBEDDING,
            answer=AnswerSettings(simplify_with_model=True),
        )


@pytest.fixture(scope="module")
def published(source: Path, settings: Settings) -> None:
    """The pages loaded, with a dense index of the real embedder's vectors."""
    report = load_base(source.parent, BASE, settings.knowledge_root)
    assert not report.skipped
    embedder = LlamaCppEmbedder(
        find_model_file(EMBEDDING.model, settings.cache),
        threads=2,
        name=name_vectors(EMBEDDING.model, settings.cache),
    )
    folder = version_folder(settings.knowledge_root, BASE, report.version)
    try:
        with VectorCache(settings.state / "vectors.sqlite") as cache:
            assert build_dense(folder, BASE, embedder, cache)
    finally:
        embedder.close()


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with all that anything in this process logs, at the most talkative level."""
    folder = tmp_path_factory.mktemp("logs")
    handler = logging.FileHandler(folder / "all.log")
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield folder
    root.setLevel(level)
    root.removeHandler(handler)
    handler.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def services(published: None, settings: Settings, logs: Path) -> AsyncGenerator[Services, None]:
    async with open_services(settings) as opened:
        yield opened


@pytest.fixture
def model(services: Services) -> SupervisedModel:
    assert isinstance(services.language_model, SupervisedModel)
    return services.language_model


async def begin(services: Services) -> str:
    return (await services.start(Language.FRENCH, Channel.WEB)).code


async def ask(services: Services, text: str) -> RunningTurn:
    return await services.answer_now(await begin(services), text)


async def until_ready(model: SupervisedModel, *, ready: bool = True) -> None:
    """Wait until the model has nothing to do, or has."""
    async with asyncio.timeout(120):
        while await model.is_ready() is not ready:  # noqa: ASYNC110 - what works in another process rings no bell
            await asyncio.sleep(0.01)


def quotes(answer: Answer) -> Sequence[AnswerPart]:
    return [part for part in answer.parts if part.kind is PartKind.QUOTE]


async def test_everything_is_open_and_the_dense_index_is_in_use(services: Services, model: SupervisedModel) -> None:
    await until_ready(model)
    state = await services.health()
    assert (state.answers, state.language_model, dict(state.bases)) == (True, True, {BASE: True})


@pytest.mark.parametrize(("text", "pages"), ASKED.items(), ids=[min(pages) for pages in ASKED.values()])
async def test_an_answer_stands_on_the_right_page_in_the_page_s_own_words(
    services: Services, source: Path, text: str, pages: set[str]
) -> None:
    running = await ask(services, text)
    answer = running.answer
    assert answer.status in {AnswerStatus.ANSWERED, AnswerStatus.ASKED_BACK}
    assert bool(answer.choices) or answer.status is AnswerStatus.ANSWERED
    assert answer.sources[0].document_id in pages
    assert answer.sources[0].cited

    kinds = [type(event) for event in running.events]
    assert kinds.index(QuestionRedacted) < kinds.index(SourcesFound) < kinds.index(PartReleased)

    page = plain("".join(words_of(json.loads((source / f"{answer.sources[0].document_id}.json").read_text("utf-8")))))
    assert quotes(answer)
    for quote in quotes(answer):
        passage = services.find_passage(BASE, quote.passage_id)
        assert set(quote.lines) <= set(passage.splitlines())
        assert all(segment in page for line in quote.lines for segment in segments(line))

    assert not answer.effort.model
    assert {part.kind for part in answer.parts} <= {PartKind.QUOTE, PartKind.FIXED}
    (beginning, *_) = MESSAGES.text("notice.dated", Language.FRENCH, dates="\0").split("\0")
    assert answer.notice.text.startswith(beginning)
    assert str(answer.sources[0].updated_on.year if answer.sources[0].updated_on else "?") in answer.notice.text


async def test_what_the_pages_do_not_say_is_not_answered(services: Services) -> None:
    answer = (await ask(services, "Qui a peint la Joconde ?")).answer
    assert answer.status is AnswerStatus.OUT_OF_SCOPE
    assert not quotes(answer)
    assert not answer.effort.model
    assert answer.offers_person


async def test_a_telephone_number_that_was_typed_is_nowhere(services: Services, settings: Settings, logs: Path) -> None:
    running = await ask(services, f"Mon numéro est le {PHONE}. Quel est le prix d'un passeport pour un adulte ?")
    answer = running.answer
    assert "PHONE" in {kind for verdict in answer.verdicts for kind in verdict.entity_types}
    assert quotes(answer)
    written, logged = read_every_file(settings.state), read_every_file(logs)
    assert answer.question.text.encode() in written  # what is kept is there to be found
    assert any(file.name.endswith("-wal") for file in settings.state.iterdir())
    for shape in PHONE_FORMS:
        assert shape not in repr(running.events)
        assert shape.encode() not in written
        assert shape.encode() not in logged


async def begin_to_simplify(
    services: Services, model: SupervisedModel
) -> tuple[RunningTurn, asyncio.Task[PlainAnswer | None]]:
    """An answer, and the work on its plain version at the moment when the model has begun its own."""
    await until_ready(model)
    code = await begin(services)
    *_, text = ASKED
    running = await services.answer_now(code, text)
    simplifying = asyncio.create_task(services.simplify(code, running.question_id))
    await until_ready(model, ready=False)
    await asyncio.sleep(0.1)  # the worker has the prompt, and takes seconds to read it
    assert not simplifying.done()
    return running, simplifying


async def test_a_model_that_is_killed_costs_its_words_and_not_those_of_the_table(
    services: Services, model: SupervisedModel
) -> None:
    running, simplifying = await begin_to_simplify(services, model)
    killed = model.worker_process_id
    assert killed
    os.kill(killed, signal.SIGKILL)
    simplified = await simplifying
    lines = [line for quote in quotes(running.answer) for line in quote.lines]
    by_table = await render_plainly(lines, None, seconds=1)
    assert by_table
    assert simplified
    assert tuple(line for part in simplified.parts for line in part.lines) == by_table.lines

    _, again = await begin_to_simplify(services, model)
    assert model.worker_process_id not in {None, killed}
    again.cancel()
    await asyncio.wait([again])


async def test_a_reader_who_leaves_stops_the_model(services: Services, model: SupervisedModel) -> None:
    _, simplifying = await begin_to_simplify(services, model)
    worker = model.worker_process_id
    simplifying.cancel()
    await asyncio.wait([simplifying])
    await until_ready(model)
    assert model.worker_process_id == worker  # it obeyed: a worker that goes on would be replaced
