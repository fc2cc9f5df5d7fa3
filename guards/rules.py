"""Rules of meaning, written as data: which ideas, found together in one sentence, show what a person wants.

A rule file holds a ``vocabulary`` (an idea, and the ways to say it) and ``rules``. A rule names its reason, the
ideas that must ``all`` be there, and those of which there must be ``none``; ``within: text`` looks at the whole
message instead of one sentence. ``{idea}`` in a pattern stands for the vocabulary's entry. Patterns are matched as
whole words on folded text: lower case, no accents, plain quotes, no letter more than twice in a row.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from guards.normal_form import fold, straighten

IDEA = re.compile(r"\{([a-z_]+)\}")
SENTENCE_END = re.compile(r"(?<=[.!?…؟])\s+|\n+")
CLAUSES_JOINED = 2
"""A sentence is read with the one that follows it: people put one idea over two short sentences."""


class BadRules(ValueError):
    """A rule file that cannot be used: unknown idea, pattern that does not compile, rule without a reason."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Ideas that show one reason when they are found together."""

    reason: str
    wanted: tuple[re.Pattern[str], ...]
    unwanted: tuple[re.Pattern[str], ...]
    in_whole_text: bool

    def holds_for(self, passage: str) -> bool:
        """Whether a folded passage says it."""
        return all(pattern.search(passage) for pattern in self.wanted) and not any(
            pattern.search(passage) for pattern in self.unwanted
        )


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of one file, in order: the first that holds decides."""

    rules: tuple[Rule, ...]

    def reason_for(self, text: str) -> str | None:
        """The reason of the first rule that holds for a text as typed, or None."""
        wholes = tuple(dict.fromkeys((fold(text), straighten(text))))
        passages = tuple(passage for whole in wholes for passage in _passages(whole))
        for rule in self.rules:
            if any(map(rule.holds_for, wholes if rule.in_whole_text else passages)):
                return rule.reason
        return None

    def only(self, prefix: str) -> "RuleBook":
        """The rules whose reason starts with a prefix, in the same order."""
        return RuleBook(tuple(rule for rule in self.rules if rule.reason.startswith(prefix)))


def read_rules(path: Path) -> RuleBook:
    """The rules of a YAML file. Raises BadRules for what cannot be used."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    vocabulary = {name: str(ways) for name, ways in content.get("vocabulary", {}).items()}
    return RuleBook(tuple(_rule(entry, vocabulary) for entry in content["rules"]))


def _passages(folded: str) -> Iterator[str]:
    sentences = [sentence for sentence in SENTENCE_END.split(folded) if sentence]
    for at in range(max(1, len(sentences) - CLAUSES_JOINED + 1)):
        yield " ".join(sentences[at : at + CLAUSES_JOINED])


def _rule(entry: Mapping[str, Any], vocabulary: Mapping[str, str]) -> Rule:
    if not entry.get("reason") or not entry.get("all"):
        raise BadRules("A rule needs a reason and at least one idea under 'all'.")
    return Rule(
        reason=str(entry["reason"]),
        wanted=tuple(_pattern(str(idea), vocabulary) for idea in entry["all"]),
        unwanted=tuple(_pattern(str(idea), vocabulary) for idea in entry.get("none", ())),
        in_whole_text=entry.get("within") == "text",
    )


def _pattern(idea: str, vocabulary: Mapping[str, str]) -> re.Pattern[str]:
    def ways(match: re.Match[str]) -> str:
        if match.group(1) not in vocabulary:
            raise BadRules(f"No idea is called {match.group(1)!r} in the vocabulary.")
        return f"(?:{vocabulary[match.group(1)]})"

    written = idea
    while IDEA.search(written):
        written = IDEA.sub(ways, written)
    unaccented = "".join(c for c in unicodedata.normalize("NFKD", written) if unicodedata.category(c) != "Mn")
    try:
        return re.compile(rf"(?:(?<!\w)|(?=\W))(?:{unaccented})(?:(?!\w)|(?<=\W))")
    except re.error as failure:
        raise BadRules(f"A pattern does not compile: {failure}.") from failure
