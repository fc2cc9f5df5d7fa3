"""Reads prompts: text files with a front matter, a system part that never changes, and a user part with fields.

What changes from one question to the next comes last, so that the model's state is reused for what comes before.
``{mark}`` and ``{canary}`` in a file stand for words that are drawn at each start of the program: the first parts data
from instructions, the second tells instructions that come back in an answer.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from string import Formatter

import yaml

from models.types import ChatMessage, Role

_SHAPE = re.compile(r"---\n(?P<front>.*?)---\n# system\n(?P<system>.*?)\n# user\n(?P<user>.*)", re.DOTALL)
_TEMPLATE_MARKS = re.compile(r"<\|.*?\|>|\[/?INST\]|</?s>")
"""Marks that separate the speakers in the templates of language models."""
_NO_LETTER = re.compile(r"[\W_]+")
_DRAWN_BYTES = 4


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt file."""

    name: str
    version: int
    system: str
    user: str
    public: frozenset[str] = frozenset()
    """Fields that official pages fill. All others may hold what a person wrote."""
    drawn: tuple[str, ...] = ()
    """What was drawn for this process. Nobody who writes a page or a question knows it."""

    def fill(self, fields: Mapping[str, str]) -> tuple[ChatMessage, ...]:
        """The messages to send. Fields are data, on one line: marks that a model reads as a change of speaker, and what
        was drawn, are taken out.

        Text up to the first field that is not public may be remembered by the model.
        """
        safe = {name: self._escape(value) for name, value in fields.items()}
        public = self._until_private().format(**safe)
        return (
            ChatMessage(Role.SYSTEM, self.system, public_characters=len(self.system)),
            ChatMessage(Role.USER, self.user.format(**safe), public_characters=len(public)),
        )

    def is_told_in(self, written: str) -> bool:
        """Whether a model's text holds what only its instructions do, however it is spaced or capitalised."""
        letters = _NO_LETTER.sub("", written).casefold()
        return any(word in letters for word in self.drawn)

    def _escape(self, value: str) -> str:
        for word in self.drawn:
            value = re.sub(word, " ", value, flags=re.IGNORECASE)
        return " ".join(_TEMPLATE_MARKS.sub(" ", value).splitlines())

    def _until_private(self) -> str:
        """The user part up to the first field that is not public."""
        beginning = ""
        for words, name, *_ in Formatter().parse(self.user):
            beginning += words.replace("{", "{{").replace("}", "}}")
            if name is None:
                continue
            if name not in self.public:
                break
            beginning += f"{{{name}}}"
        return beginning


@cache
def read_prompt(name: str) -> Prompt:
    """The prompt of ``prompts/<name>.md``, the same in all of this process.

    Raises ``ValueError`` when the file has not the shape of a prompt.
    """
    text = resources.files(__package__).joinpath("prompts", f"{name}.md").read_text(encoding="utf-8")
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise ValueError(f"prompts/{name}.md: expected a front matter, then '# system', then '# user'")
    front = yaml.safe_load(match["front"])
    mark, canary = secrets.token_hex(_DRAWN_BYTES), secrets.token_hex(_DRAWN_BYTES)
    system, user = (
        match[part].strip().replace("{mark}", f"[{mark}]").replace("{canary}", canary) for part in ("system", "user")
    )
    return Prompt(
        name=name,
        version=int(front["version"]),
        system=system,
        user=user,
        public=frozenset(front.get("public", ())),
        drawn=(mark, canary),
    )
