"""What an admin says of a whole source: who publishes it, where its pages are on the web.

Written once in ``base.toml``, at the root of the folder or the zip, or given on the command line.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any
from urllib.parse import quote

from knowledge.loaders.clean_text import clean
from knowledge.loaders.service_public_actions import web_url
from knowledge.types import SourceRefused

LABEL_FILE = "base.toml"


@dataclass(frozen=True, slots=True)
class SourceLabel:
    """Empty where nobody said."""

    publisher: str = ""
    """Who publishes the documents, as people know it: « Ville de Villeneuve »."""
    url_prefix: str = ""
    """The address of a file is this followed by its path in the source."""
    audience: str = ""
    theme: str = ""
    licence: str = ""
    urls: Mapping[str, str] = field(default_factory=dict)
    """Addresses of single files, by their path in the source."""

    def address_of(self, file: str, own: str = "") -> str:
        """Where people read the file on the web; empty when nobody said.

        ``own`` is what the file says of itself. It is believed only under the prefix: a document from elsewhere could
        send people anywhere.
        """
        if file in self.urls:
            return self.urls[file]
        if not self.url_prefix:
            return ""
        own = web_url(own)
        return own if own.startswith(self.url_prefix) else self.url_prefix + quote(file)

    def over(self, other: "SourceLabel") -> "SourceLabel":
        """This one, with what it does not say taken from another."""
        missing = {each.name: getattr(other, each.name) for each in fields(self) if not getattr(self, each.name)}
        return replace(self, **missing)


def read_label(content: bytes) -> SourceLabel:
    """Raises :class:`SourceRefused` with the fault: a mistake here would be in every source shown to people."""
    try:
        given: dict[str, Any] = tomllib.loads(content.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceRefused(f"{LABEL_FILE}: not TOML in UTF-8 ({error}). Correct it and load again.") from error
    known = {each.name for each in fields(SourceLabel)}
    if unknown := given.keys() - known:
        names, allowed = ", ".join(sorted(unknown)), ", ".join(sorted(known))
        raise SourceRefused(f"{LABEL_FILE}: unknown « {names} ». Known: {allowed}.")
    urls = given.pop("urls", {})
    if not isinstance(urls, dict) or not all(isinstance(value, str) for value in (*given.values(), *urls.values())):
        raise SourceRefused(f"{LABEL_FILE}: every value is a text between quotes; « urls » is a table of them.")
    return check_label(SourceLabel(**{name: clean(value) for name, value in given.items()}, urls=urls))


def check_label(label: SourceLabel) -> SourceLabel:
    """The same. Raises :class:`SourceRefused` for an address that is none of the web."""
    for address in (label.url_prefix, *label.urls.values()):
        if address and not web_url(address):
            raise SourceRefused(f"« {address} » is no web address: it begins with http:// or https://.")
    return label
