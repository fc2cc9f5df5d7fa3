"""Holds a sentence against the passages that it comes from. No model decides here, and doubt counts against it.

Two questions: does every figure stand in a passage (:func:`unsupported_figures`), and does a reworded sentence say
what one sentence of the passage says, no more and no less (:func:`check_rewording`)?

A rewording holds when, once both are in plain words and their figures alike, it is the source word for word; or the
source with one condition moved to its other end, with a naming in brackets left out, or cut between two whole clauses.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from guards.figures import Figure, figures_of, with_figures_as_words
from guards.plain_words import in_plain_words, official_wordings, openings_left_out
from guards.wording import FUNCTION_WORDS, Mark, fold
from guards.wording import read_logic as read_words

VERDICT = re.compile(
    r"\W*(?P<verdict>oui|non|yes|no|bien sur|effectivement|absolument|tout a fait|exact\w*|en effet|vrai|faux)\b(?!-)"
)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀÂÇÉÈÊÎÔÙÛ«])")
ENDING_MARKS = " .;:!?,-•*–—"
BULLET = re.compile(r"\s*[-•*–—]\s*")
NAMING_BRACKETS = re.compile(
    r"\s*\((?:[A-Z][\w.]*[A-Z]\w*|(?:(?:dorénavant|désormais|également|aussi|anciennement)\s)?"
    r"(?:appelée?s?|dénommée?s?|nommée?s?|dite?s?)\s[^()]*)\)"
)
PARTICIPLE = re.compile(r"(?<![^\W\d_])(?!(?:été|années?)\b)([^\W\d_]{2,}(?:é|ée|és|ées))(?![\w-])", re.IGNORECASE)
TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*'?|(?P<stop>[;.!](?=\s*\w)|\?)|(?P<remark>, (?=qui\b|que\b|qu'|dont\b|ou\b))")
ONLY_IN_TWO_WORDS = re.compile(
    r"\b(?:ne |n')(?P<between>(?!(?:[\w']+ )*?(?:pas|plus|jamais|rien|guere|aucune?|ni) )(?:[\w']+ ){1,4}?)qu(?:e |')"
)
SAME_TOKENS = {
    "au": ("a", "le"), "aux": ("a", "les"), "du": ("de", "le"), "d'": ("de",), "qu'": ("que",), "n'": ("ne",),
    "j'": ("je",), "lorsqu'": ("lorsque",), "puisqu'": ("puisque",), "jusqu'": ("jusque",), "cet": ("ce",),
    "cette": ("ce",), "seulement": ("uniquement",),
}  # fmt: skip

POLARITY = frozenset({Mark.NOT, Mark.WITHOUT, Mark.FORBIDDEN})
MODALITY = frozenset({Mark.MUST, Mark.MAY, Mark.SHOULD, Mark.CONDITIONAL, Mark.PAST})
SUBJECT = frozenset({Mark.YOU, Mark.THEY})
MOVABLE = frozenset({Mark.IF, Mark.WHEN, Mark.BEFORE, Mark.AFTER, Mark.WITHIN, Mark.SINCE, Mark.UNTIL, Mark.EXCEPT})
NARROWING = MOVABLE | {Mark.ONLY, Mark.WITHOUT, Mark.EACH}
"""What may reach over a whole sentence: cut in two, only one half would keep it."""
OF_SEVERAL = frozenset({Mark.IF, Mark.WHEN, Mark.ONLY, Mark.EXCEPT, Mark.OR})
MOVED_CLAUSE = re.compile(r"(?:si|s'(?=ils?\b)|sauf|lorsqu(?:e |')|quand|en cas de?|des que)\b")
WHOLE_CLAUSE = re.compile(r"(?:si|s'(?=ils?\b)|sauf si|lorsqu(?:e |')|quand) ?(?:\w+'|\w+)")
SECOND_PERSONS = frozenset({"etes", "faites", "dites"})
STATES = frozenset({"est", "sont", "sera", "seront", "etre"})
REACHING = frozenset({"qui", "que", "dont", "et", "ou", "meme", "surtout", "notamment", "uniquement", "seul", "seule"})
ASKING = re.compile(
    r"\b(?:indiqu|precis|demand(?!es?\b)|savoir|sait|verifi|declar(?!ation)|mention(?!s?\b)|determin|signal|examin"
    r"|control|constat(?!s?\b)|decid|regard|dire|dit|diront)\w*|(?<!\bla )(?<!\bune )(?<!\bvotre )(?<!\bsa )demandes?\b"
)
"""Verbs after which « si » asks a question and opens no condition."""
TO_DO = re.compile(r"\b(?:a|de|d') ?[a-z]+(?:er|ir|re|oir)\b")


class Reason(StrEnum):
    """Why a rewording does not hold."""

    NO_SOURCE = "no_source"
    """No sentence of the passage is near enough, or there is nothing to read."""
    NEW_FIGURE = "new_figure"
    DROPPED_FIGURE = "dropped_figure"
    POLARITY = "polarity"
    CONDITION = "condition"
    """A condition, limit, moment, quantity or alternative came, went or changed."""
    MODALITY = "modality"
    """Must, may, should: not the same."""
    SUBJECT = "subject"
    """Another person is spoken to or of."""
    NEW_CONTENT_WORD = "new_content_word"
    DROPPED_CONTENT_WORD = "dropped_content_word"
    SMALL_WORD = "small_word"
    """An article, a preposition, a pronoun or an auxiliary came, went or changed."""
    FORM = "form"
    """A word changed its number, its gender or its tense."""
    ORDER = "order"
    """The same words in another order: who does what, or what a word reaches, may have turned round."""
    VERDICT = "verdict"
    """It opens with a yes or a no that the passage does not give."""
    OFFICIALESE = "officialese"
    """It puts the pages' expression where the passage has the plain one: the table goes the other way."""


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """Whether a rewording holds; if not, every reason found."""

    holds: bool
    reasons: tuple[Reason, ...] = ()


def unsupported_figures(sentence: str, passages: Iterable[str]) -> tuple[str, ...]:
    """The figures of a sentence, as written in lower case, that stand in none of the passages."""
    known = {key for passage in passages for figure in figures_of(passage) for key in _ways_to_cite(figure)}
    return tuple(dict.fromkeys(figure.written for figure in figures_of(sentence) if figure.key not in known))


def check_rewording(sentence: str, passage: str) -> Faithfulness:
    """Whether a sentence says what one sentence or line of the passage says.

    A list item is read with the line that opens its list. Brackets that only name may be left out, and so may the
    word that links a sentence to the one before it; nothing else may.
    """
    if not read_logic(sentence)[1]:
        return Faithfulness(False, (Reason.NO_SOURCE,))
    reasons: tuple[Reason, ...] | None = None
    for source in _sources(passage):
        found = _differences(sentence, source)
        if not found:
            return Faithfulness(True)
        reasons = found if reasons is None or len(found) < len(reasons) else reasons
    return Faithfulness(False, reasons or (Reason.NO_SOURCE,))


def _differences(sentence: str, source: str) -> tuple[Reason, ...]:
    plain = in_plain_words(sentence)
    readings = tuple(in_plain_words(reading) for reading in _readings(source))
    tokens = words_of(plain)
    if any(tokens == words_of(reading) or _moved_clause(plain, reading) for reading in readings) or tokens in (
        _split_tokens(readings[0])
    ):
        turned = official_wordings(sentence) - official_wordings(source)
        return (Reason.OFFICIALESE,) if turned else ()
    return min((_reasons(plain, reading) for reading in readings), key=len)


def _readings(source: str) -> Iterator[str]:
    """The source, and what it still says without its naming brackets and without the word that links it."""
    unnamed = NAMING_BRACKETS.sub("", source)
    unlinked = openings_left_out().sub("", source)
    yield from dict.fromkeys((source, unnamed, unlinked, openings_left_out().sub("", unnamed)))


def _reasons(sentence: str, source: str) -> tuple[Reason, ...]:
    """What differs, told in the words of :class:`Reason`; never empty."""
    marks, stems = read_logic(sentence)
    wanted_marks, wanted_stems = read_logic(source)
    changed = {mark for mark in Mark if marks[mark] != wanted_marks[mark]}
    figures, wanted_figures = _keys(sentence), _keys(source)
    checks = (
        (Reason.NEW_FIGURE, bool(figures - wanted_figures)),
        (Reason.DROPPED_FIGURE, bool(wanted_figures - figures)),
        (Reason.POLARITY, bool(changed & POLARITY)),
        (Reason.MODALITY, bool(changed & MODALITY)),
        (Reason.SUBJECT, bool(changed & SUBJECT)),
        (Reason.CONDITION, bool(changed - POLARITY - MODALITY - SUBJECT)),
        (Reason.NEW_CONTENT_WORD, bool(Counter(stems) - Counter(wanted_stems))),
        (Reason.DROPPED_CONTENT_WORD, bool(Counter(wanted_stems) - Counter(stems))),
        (Reason.VERDICT, _verdict(sentence) != _verdict(source) and _verdict(sentence) != ""),
    )
    told = tuple(reason for reason, differs in checks if differs)
    if told:
        return told
    tokens, wanted_tokens = Counter(words_of(sentence)), Counter(words_of(source))
    other = (tokens - wanted_tokens) + (wanted_tokens - tokens)
    if not other:
        return (Reason.ORDER,)
    return (Reason.SMALL_WORD if all(word.rstrip("'") in FUNCTION_WORDS for word in other) else Reason.FORM,)


def read_logic(text: str) -> tuple[Counter[Mark], tuple[str, ...]]:
    """The marks and content words of a text, its figures read as words of their own."""
    return read_words(with_figures_as_words(text))


def words_of(text: str) -> tuple[str, ...]:
    """Every word in order, as two texts that say the same have them: figures alike, « du » as « de le », no case.

    A participle keeps its accent (« retraité » is not « retraite »), a sentence that ends inside leaves a mark, and so
    does the comma that makes a remark of a relative clause.
    """
    marked = PARTICIPLE.sub(r"\1q", text.replace("\u2019", "'"))
    folded = " ".join(with_figures_as_words(marked).split())
    folded = ONLY_IN_TWO_WORDS.sub(lambda match: f"{match['between']}uniquement ", folded)
    found: list[str] = []
    for match in TOKEN.finditer(folded):
        if match["stop"]:
            found.append(match["stop"])
        elif match["remark"]:
            found.append(",")
        elif match.group() == "s'":
            found.append("si" if re.match(r"ils?\b", folded[match.end() :]) else "se")
        else:
            found += SAME_TOKENS.get(match.group(), (match.group(),))
    return tuple(found)


def _moved_clause(sentence: str, source: str) -> bool:
    """Whether one condition went from an end of the source to the other, and can have reached nothing else."""
    return any(_is_moved(front, end) for front, end in ((sentence, source), (source, sentence)) if "," in front)


def _is_moved(front: str, end: str) -> bool:
    clause_text, _, main_text = (fold(part) for part in _with_figures_whole(front).partition(","))
    clause, main = words_of(clause_text), words_of(main_text)
    if not clause or not main or (*main, *clause) != words_of(end) or not MOVED_CLAUSE.match(clause_text):
        return False
    if REACHING & set(main) or {"et", "ou"} & set(clause) or ASKING.search(main_text) or TO_DO.search(main_text):
        return False
    marks = read_words(main_text)[0]
    after_opening = read_words(" ".join(clause_text.replace("'", "' ").split()[3:]))[0]
    if any(marks[mark] or after_opening[mark] for mark in MOVABLE):
        return False
    # a phrase may belong to the noun before it, unless a comma parts them or only « est » and its word stand there
    parted = words_of(_with_figures_whole(end).rpartition(",")[2]) == clause
    return bool(WHOLE_CLAUSE.match(clause_text)) or parted or (len(main) > 1 and main[-2] in STATES)


def _with_figures_whole(text: str) -> str:
    """The text in lower case, no comma left inside its figures, its participles told apart."""
    return with_figures_as_words(PARTICIPLE.sub(r"\1q", text.replace("\u2019", "'")))


def _split_tokens(source: str) -> Iterator[tuple[str, ...]]:
    """The words of the source cut at a semicolon or at « et vous », when nothing in it reaches over both halves."""
    words = words_of(source)
    if ";" not in words and "vous" not in words[1:]:
        return
    if "," in _with_figures_whole(source) or {"qui", "que", "dont", "?"} & set(words):
        return
    marks = read_logic(source)[0]
    if any(marks[mark] for mark in NARROWING):
        return
    yield tuple("." if word == ";" else word for word in words)
    for at, (before, word, after) in enumerate(zip(words, words[1:], words[2:], strict=False)):
        # two whole clauses: both have « vous » for a subject, and the second has a verb
        if (
            (before, word) == ("et", "vous")
            and words[0] == "vous"
            and (after.endswith("ez") or after in SECOND_PERSONS)
        ):
            yield (*words[:at], ".", *words[at + 1 :])


def _sources(passage: str) -> Iterator[str]:
    """What a sentence may stand on: each sentence, each whole line, and each list item behind the line that opens it.

    An item does not stand alone behind an opening, nor behind one that only holds for the items together.
    """
    opening, items = "", False
    lines = passage.splitlines()
    for at, line in enumerate(lines):
        text = line.strip(ENDING_MARKS)
        if not text:
            continue
        is_item = bool(opening) and (bool(BULLET.match(line)) or not line.rstrip().endswith((".", ":")))
        if not is_item:
            yield from _sentences(line)
            opening = SENTENCE_END.split(line.strip())[-1].strip(ENDING_MARKS) if line.rstrip().endswith(":") else ""
            items = bool(opening) and _stand_apart(opening, lines[at + 1 :])
        elif items:
            yield f"{opening} {text}"
    if len(lines) == 1 and BULLET.match(passage):
        yield passage.strip(ENDING_MARKS)


def _sentences(line: str) -> Iterator[str]:
    text = BULLET.sub("", line.strip(), count=1) if BULLET.match(line) else line.strip()
    yield from dict.fromkeys((text, *(sentence for sentence in SENTENCE_END.split(text))))


def _stand_apart(opening: str, after: Iterable[str]) -> bool:
    """Whether each item of a list is true without the others: no condition, choice or limit opens or joins them."""
    marks = read_logic(opening)[0]
    if any(marks[mark] for mark in OF_SEVERAL) or re.search(r"\b(?:suivant\w*|l'une? d\w+|choix)\b", fold(opening)):
        return False
    for line in after:
        if not BULLET.match(line):
            break
        words = words_of(BULLET.sub("", line, count=1))
        if words and {"ou", "et-ou"} & {words[0], words[-1]}:
            return False
    return True


def _verdict(text: str) -> str:
    match = VERDICT.match(fold(text))
    return match.group("verdict") if match else ""


def _keys(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(figure.key for figure in figures_of(text))


def _ways_to_cite(figure: Figure) -> Iterator[tuple[str, ...]]:
    """The key of a figure, and the shorter ones that say less without saying otherwise."""
    yield figure.key
    kind, *rest = figure.key
    if kind == "date":
        yield (kind, "0", *rest[1:])
    if kind == "quantity" and " " in rest[1]:
        yield (kind, rest[0], rest[1].split(" ")[0])
