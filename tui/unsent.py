"""Texts that agents have begun and not sent. In memory alone: nothing of them is ever written down."""

from collections.abc import Mapping


class UnsentTexts:
    """One text for each slot: the reply or the note of a case, the edited words of a draft."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}

    def text(self, slot: str) -> str:
        return self._texts.get(slot, "")

    def keep(self, slot: str, text: str) -> None:
        """An empty text empties the slot."""
        if text.strip():
            self._texts[slot] = text
        else:
            self._texts.pop(slot, None)

    def drop(self, slot: str) -> None:
        self._texts.pop(slot, None)

    def drop_sent(self, slot: str, sent: str) -> None:
        """What was sent goes; what was added while it left stays."""
        text = self.text(slot).strip()
        self.keep(slot, text.removeprefix(sent).lstrip() if text.startswith(sent) else text)

    def holds(self, slot: str) -> bool:
        return slot in self._texts

    @property
    def all(self) -> Mapping[str, str]:
        return dict(self._texts)

    def clear(self) -> None:
        self._texts.clear()


def reply_slot(case_id: str) -> str:
    return f"reply:{case_id}"


def note_slot(case_id: str) -> str:
    return f"note:{case_id}"


def reason_slot(deed: str, case_id: str) -> str:
    """Why a case is released, forwarded, called back, or a draft rejected."""
    return f"{deed}:{case_id}"


def edited_slot(draft_id: str) -> str:
    return f"edited:{draft_id}"


def answer_slot(part: str, key: str) -> str:
    """One part of an answer that is being written: its questions, its pages, its text…"""
    return f"answer {part}:{key}"
