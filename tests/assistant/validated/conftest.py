"""A published base of invented pages, and what an author writes about them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.audit import Actor
from assistant.validated.store import ValidatedStore
from assistant.validated.types import WrittenAnswer
from assistant.validated.writing import AnswerWriting
from assistant.vocabulary import Language
from guards.types import Finding, GuardContext
from knowledge.ingest import load_base
from knowledge.library import Library
from tests.assistant.fakes import NameGuard
from tests.knowledge.sources import PAGES, write_zip

AUTHOR = Actor("marie", "agent")
WRITTEN = WrittenAnswer(
    language=Language.FRENCH,
    service="Capitainerie",
    text="La carte coûte 25 €.\nVenez au port avec une photo.",
    questions=("Combien coûte la carte de batelier ?",),
    pages=(("port", "F10"),),
)


def find_names(text: str) -> tuple[Finding, ...]:
    return NameGuard().check(text, GuardContext()).findings


def publish_pages(root: Path, **replaced: tuple[str, str]) -> str:
    """Publishes the invented pages with some words replaced, by page; gives the version."""
    files = dict(PAGES)
    for page, (old, new) in replaced.items():
        assert old in files[f"{page}.xml"]
        files[f"{page}.xml"] = files[f"{page}.xml"].replace(old, new)
    return load_base(write_zip(root / "source.zip", files), "port", root).version


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    publish_pages(tmp_path)
    with Library.open(tmp_path, ["port"], None) as opened:
        yield opened


@pytest.fixture
def validated(engine: Engine) -> ValidatedStore:
    return ValidatedStore(engine)


@pytest.fixture
def writing(validated: ValidatedStore, library: Library) -> AnswerWriting:
    return AnswerWriting(validated, library, find_names)
