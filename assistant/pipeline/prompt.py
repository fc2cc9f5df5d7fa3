"""Reads prompts: text files with a front matter, a system part that never changes, and a user part with fields.

What changes from one question to the next comes last, so that the model's state is reused for what comes before.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from models.types import ChatMessage, Role

_SHAPE = re.compile(r"---\n(?P<front>.*?)---\n# system\n(?P<system>.*?)\n# user\n(?P<user>.*)", re.DOTALL)
_TEMPLATE_MARKS = re.compile(r"<\|.*?\|>|\[/?INST\]|</?s>")
"""Marks that separate the speakers in the templates of language models."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt file."""

    name: str
    version: int
    system: str
    user: str

    def fill(self, fields: Mapping[str, str]) -> tuple[ChatMessage, ...]:
        """The messages to send. Fields are data: marks that a model reads as a change of speaker are taken out."""
        safe = {name: _TEMPLATE_MARKS.sub(" ", value) for name, value in fields.items()}
        return (ChatMessage(Role.SYSTEM, self.system), ChatMessage(Role.USER, self.user.format(**safe)))


@cache
def read_prompt(name: str) -> Prompt:
    """The prompt of ``prompts/<name>.md``. Raises ``ValueError`` when the file has not the shape of a prompt."""
    text = resources.files(__package__).joinpath("prompts", f"{name}.md").read_text(encoding="utf-8")
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise ValueError(f"prompts/{name}.md: expected a front matter, then '# system', then '# user'")
    front = yaml.safe_load(match["front"])
    return Prompt(name, int(front["version"]), match["system"].strip(), match["user"].strip())
