"""Personal data that was masked, as people read it."""

import re

from assistant.messages.catalogue import Messages
from assistant.vocabulary import Language

_PLACEHOLDER = re.compile(r"<([A-Z][A-Z_]*)_(\d+)>")


def mark_masks(text: str, messages: Messages, language: Language) -> str:
    """Each placeholder between brackets that words and not colours make: « [masqué : nom 1] »."""

    def mark(found: re.Match[str]) -> str:
        kind, number = found.groups()
        key = f"mask.{kind}" if messages.has(f"mask.{kind}", language) else "mask.other"
        return messages.text("mask.mark", language, kind=messages.text(key, language), number=number)

    return _PLACEHOLDER.sub(mark, text)
