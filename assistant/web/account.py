"""How one answer was made, from its trace: what a page can say in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from assistant.conversation.types import Answer
from assistant.messages.catalogue import Messages
from assistant.vocabulary import Language
from assistant.web.numbers import spell_measure

_SEARCH: Final = "retrieve_passages"
_VERSION: Final = "version "


@dataclass(frozen=True, slots=True)
class StepAccount:
    """One step of the pipeline."""

    step: str
    seconds: str
    stopped: bool
    """Whether the turn ended here."""


@dataclass(frozen=True, slots=True)
class Account:
    """What the page of an answer tells beside the answer itself."""

    steps: tuple[StepAccount, ...]
    is_searched: bool
    is_dense: bool
    """Whether meaning was compared as well as words."""
    versions: Mapping[str, str]
    """By base: the version that was searched. Empty for answers kept before it was noted."""
    cpu_seconds: str
    watt_hours: str


def write_account(answer: Answer, messages: Messages, language: Language, watt_hours: float) -> Account:
    """The account of an answer, numbers as they are read in ``language``."""
    search = next((record for record in answer.trace if record.step == _SEARCH), None)
    details = search.details if search else {}
    return Account(
        steps=tuple(
            StepAccount(record.step, spell_measure(record.seconds, messages, language), record.outcome != "done")
            for record in answer.trace
        ),
        is_searched=search is not None,
        is_dense=bool(details.get("dense")),
        versions={
            name.removeprefix(_VERSION): str(value) for name, value in details.items() if name.startswith(_VERSION)
        },
        cpu_seconds=spell_measure(answer.effort.cpu_seconds, messages, language),
        watt_hours=spell_measure(watt_hours, messages, language, digits=5),
    )
