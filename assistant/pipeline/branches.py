"""The branches of a page: which one the person stands on, and what to ask when nothing says so."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.conversation.types import Choice
from assistant.pipeline.abroad import read_abroad
from assistant.pipeline.bounds import is_within, measures_of
from assistant.pipeline.routes import fold
from knowledge.types import FoundPage, Heading, Passage, ScoredPassage

MOST_CHOICES = 6
"""More are no question any more: a person reads them all before answering."""
_NEAR_THE_BEST = 0.75
"""Share of the best passage's score from which a passage is a rival for the answer."""


_GENERAL = re.compile(
    r"^(?:cas general|regime general|autres? (?:departements?|cas|situations?)|(?:en )?(?:france|metropole)"
    r"|.*\ben france(?: metropolitaine)?)\b"
)
"""Labels of the branch that most people stand on, beside branches for one place, one scheme, one case."""
_UNLIKELY_COST = 0.5
"""What an unlikely branch loses of its passages' scores, which lie between 0 and 1."""
_ABROAD = re.compile(r"etranger|hors de france|autre pays|consulat")
_SAYS_ABROAD = re.compile(r"etranger|expatri|consulat|ambassade|hors de france|abroad|overseas")
_WORD = re.compile(r"\w+")
_STEM = 5
"""Letters by which a word of a label is looked for in a question."""
_SHORTEST = 4
"""Letters of the shortest word that tells a branch: « vide »."""
_TELL_NOTHING = re.compile(
    r"(?:ave[cz]|cela|cette|dans|dont|elles?|etes|etre|fait|leurs?|mais|meme|mois|moins|nous|plus|pour|quand|sans|sauf"
    r"|selon|sera|sont|sous|suis|toute?|tous|tres|vers|votre|vous)"
)
"""Words of labels that a question has whatever it is about."""
_NEGATED = re.compile(r"\b(?:non|pas|plus|jamais)[ -]\w+")
"""« Non meublé » speaks of another branch than « meublé »."""


@dataclass(frozen=True, slots=True)
class _Fork:
    """A list of branches of the page."""

    paths: dict[str, tuple[str, ...]]
    """By label, in the page's order: the situations above it, outermost first, itself last."""


def keep_situation(page: FoundPage, situation: Sequence[str]) -> FoundPage:
    """The page without the branches that the person's own situation, as chosen before, excludes.

    A label counts only in a list of branches that holds it: « Vous êtes majeur » says nothing about « Locataire ».
    """
    chosen = {fold(label) for label in situation}
    groups = {
        step.group
        for found in page.passages
        for step in found.passage.situation
        if step.group and fold(step.text) in chosen
    }
    kept = tuple(
        found
        for found in page.passages
        if all(step.group not in groups or fold(step.text) in chosen for step in found.passage.situation)
    )
    return replace(page, passages=kept or page.passages)


def favour_likely(page: FoundPage, said: str, official: Sequence[str] = ()) -> FoundPage:
    """The page with branches for few people (abroad, one region, one scheme) behind the general one of their list.

    A branch that the question speaks of keeps its place; where it speaks of one alone, the others of its list fall
    behind. ``said`` is the question; ``official`` are the pages' words for it, which count where its own words name no
    branch.
    """
    labels: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for found in page.passages:
        for step in found.passage.situation:
            if step.group:
                labels[step.group][step.text] = None
    heard = (_Heard(said, page.document.title), _Heard(" ".join((said, *official)), page.document.title))
    behind = {group: _unlikely(tuple(found), heard) for group, found in labels.items()}

    def is_unlikely(step: Heading) -> bool:
        return step.text in behind.get(step.group, ())

    scored = [
        replace(found, score=found.score - _UNLIKELY_COST) if any(map(is_unlikely, found.passage.situation)) else found
        for found in page.passages
    ]
    return replace(page, passages=tuple(sorted(scored, key=lambda found: -found.score)))


class _Heard:
    """What was said, as the labels of branches are held against it."""

    def __init__(self, said: str, title: str) -> None:
        """``title`` tells what the page is about."""
        self._told = measures_of(said)
        self._is_abroad = read_abroad().names_a_state(said)
        self._folded = fold(said)
        self._words = _stems(_NEGATED.sub(" ", self._folded))
        self._subject = _stems(fold(title))

    def names(self, labels: Sequence[str]) -> frozenset[str]:
        """The labels that a measure (« 8 ans ») or a word, not common to all, speaks of.

        A word of the page's subject tells a branch only where the label has no other: whoever asks about a licence
        says « permis », and « Permis de catégorie C » is not theirs for that.
        """
        words = {label: _stems(fold(label)) for label in labels}
        common = frozenset.intersection(*words.values()) if len(words) > 1 else frozenset[str]()
        return frozenset(
            label
            for label, own in words.items()
            if self._holds(label, (own - common - self._subject) or (own - common))
        )

    def excludes(self, labels: Sequence[str]) -> frozenset[str]:
        """The labels with a bound on whose other side the person stands."""
        return frozenset(label for label in labels if is_within(label, self._told) is False)

    def _holds(self, label: str, words: frozenset[str]) -> bool:
        if (is_inside := is_within(label, self._told)) is not None:
            return is_inside
        if _ABROAD.search(fold(label)):
            return bool(_SAYS_ABROAD.search(self._folded)) or self._is_abroad
        return bool(words & self._words)


def _unlikely(labels: Sequence[str], heard: Sequence[_Heard]) -> frozenset[str]:
    """The labels of one list of branches that the person most likely does not stand on.

    Those with a bound that excludes them, and those abroad that nothing speaks of. Beside a general one, all that
    nothing speaks of. Without it, all but the one that the question names, where the labels have words in common
    (« location vide », « location meublée »): others are named by everyday words. The first of what was heard that
    names a branch decides.
    """
    general = frozenset(label for label in labels if _GENERAL.match(fold(label)))
    spoken = next((found for each in heard if (found := each.names(labels))), frozenset[str]())
    if general:
        return frozenset(labels) - general - spoken
    abroad = frozenset(label for label in labels if _ABROAD.search(fold(label))) - spoken
    are_variants = bool(frozenset.intersection(*(frozenset(fold(label).split()) for label in labels)))
    others = frozenset(labels) - spoken if len(spoken) == 1 and are_variants else frozenset[str]()
    return others | heard[0].excludes(labels) | (abroad if len(abroad) < len(labels) else frozenset())


def _stems(folded: str) -> frozenset[str]:
    """What the words of a text are compared by."""
    words = (word for word in _WORD.findall(folded) if len(word) >= _SHORTEST and not _TELL_NOTHING.fullmatch(word))
    return frozenset(word[:_STEM] for word in words)


def fork_choices(page: FoundPage, said: str = "") -> tuple[Choice, ...]:
    """The branches between which the best passages of a page hesitate, as choices; none when they agree, or when what
    was said speaks of one of them alone.

    Two branches that say the same are one: what they have in common answers both.
    """
    fork = _fork(page)
    if fork is None or len(fork.paths) > MOST_CHOICES:
        return ()
    if len(_Heard(said, page.document.title).names(tuple(fork.paths))) == 1:
        return ()
    return tuple(
        Choice(number, label, page.document.id, page.document.base, path)
        for number, (label, path) in enumerate(fork.paths.items(), start=1)
    )


def _fork(page: FoundPage) -> _Fork | None:
    """The outermost list of branches that parts the best passages of the page."""
    if not page.passages:
        return None
    best = page.passages[0]
    rivals = [found for found in page.passages if found.score >= best.score * _NEAR_THE_BEST]
    for step in best.passage.situation:
        if not step.group:
            continue
        texts: defaultdict[str, set[str]] = defaultdict(set)
        for found in rivals:
            label = _label_in(found.passage, step.group)
            if label:
                texts[label].add(found.passage.text)
        if len(texts) > 1 and not _say_the_same(list(texts.values())):
            return _whole_fork(page, step.group)
    return None


def _say_the_same(texts: Sequence[set[str]]) -> bool:
    """Whether every branch has the same rival passages."""
    return all(text == texts[0] for text in texts[1:])


def _whole_fork(page: FoundPage, group: str) -> _Fork:
    """Every branch of the list, in the page's order, not only those that the best passages stand under."""
    paths: dict[str, tuple[str, ...]] = {}
    for found in sorted(page.passages, key=_position):
        above: list[str] = []
        for step in found.passage.situation:
            above.append(step.text)
            if step.group == group:
                paths.setdefault(step.text, tuple(above))
    return _Fork(paths)


def _position(found: ScoredPassage) -> int:
    return found.passage.position


def _label_in(passage: Passage, group: str) -> str:
    return next((step.text for step in passage.situation if step.group == group), "")
