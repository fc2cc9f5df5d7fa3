"""Every sentence that people read, by key and language.

``fr.toml`` holds those of the assistant, ``desk.fr.toml`` those of one subject; the same keys stand in each language.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from assistant.vocabulary import Language


class Messages:
    """Looks a sentence up. A missing key is a programming error and raises ``KeyError``."""

    def __init__(self, by_language: Mapping[Language, Mapping[str, str]]) -> None:
        self._by_language = by_language

    def text(self, key: str, language: Language, /, **values: object) -> str:
        """The sentence, with ``{name}`` replaced by the value of that name."""
        sentence = self._by_language[language][key]
        return sentence.format(**values) if values else sentence

    def has(self, key: str, language: Language) -> bool:
        return key in self._by_language[language]

    def keys(self, language: Language) -> frozenset[str]:
        return frozenset(self._by_language[language])

    def under(self, prefix: str, language: Language) -> dict[str, str]:
        """The sentences whose key starts with ``prefix.``, by the rest of the key."""
        start = f"{prefix}."
        return {key[len(start) :]: text for key, text in self._by_language[language].items() if key.startswith(start)}


@cache
def read_messages() -> Messages:
    """Read the files of this folder. Raises ``ValueError`` for a key that two of them hold."""
    return Messages({language: _read_language(language) for language in Language})


def _read_language(language: Language) -> dict[str, str]:
    sentences: dict[str, str] = {}
    for file in sorted(resources.files(__package__).iterdir(), key=lambda file: file.name):
        if file.name != f"{language.value}.toml" and not file.name.endswith(f".{language.value}.toml"):
            continue
        read = dict(_flatten(tomllib.loads(file.read_text(encoding="utf-8"))))
        if twice := sentences.keys() & read.keys():
            raise ValueError(f"{file.name}: {', '.join(sorted(twice))} stands in another file too")
        sentences |= read
    return sentences


def _flatten(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in tree.items():
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", str(value).strip("\n")
