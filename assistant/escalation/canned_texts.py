"""Texts that agents insert in a reply, from a TOML file of the administration or the one of the package."""

import tomllib
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from assistant.errors import SettingsInvalid
from assistant.vocabulary import Language


@dataclass(frozen=True, slots=True)
class CannedText:
    name: str
    language: Language
    text: str


def read_canned_texts(file: Path | None = None) -> tuple[CannedText, ...]:
    """Those of ``file``, or of the package. Raises :class:`SettingsInvalid`, which names the file and what to mend.

    One table a language, one text a name: ``[fr]`` then ``bonjour = "…"``.
    """
    place = file or resources.files(__package__) / "canned_texts.toml"
    try:
        read = tomllib.loads(place.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsInvalid(f"{place}: no TOML file in UTF-8 that can be read ({type(error).__name__})") from None
    texts = []
    for code, by_name in read.items():
        if code not in set(Language) or not isinstance(by_name, dict):
            raise SettingsInvalid(f"{place}: write one table a language, [fr] or [en]")
        for name, text in by_name.items():
            if not isinstance(text, str) or not text.strip():
                raise SettingsInvalid(f"{place}: {code}.{name} is not a text")
            texts.append(CannedText(name, Language(code), text.strip()))
    return tuple(texts)
