"""How a fact is looked for in a text: folded alike on both sides, numbers on their boundaries."""

import re

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


def normalise(text: str) -> str:
    """Lower case, all spaces alike and single, straight apostrophes."""
    return _SPACES.sub(" ", text.replace("’", "'").lower()).strip()


def holds_form(text: str, form: str) -> bool:
    """True when ``form`` stands in ``text``, both normalised; « 50 € » does not stand in « 150 € » or « 1 050 € »."""
    wanted = normalise(form)
    before = r"(?<!\d)(?<!\d[ .,])" if wanted[:1].isdigit() else ""
    after = r"(?!\d)(?![.,]\d)" if wanted[-1:].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, text) is not None


def holds_every_fact(text: str, facts: tuple[tuple[str, ...], ...]) -> bool:
    """True when one form of each fact stands in the text."""
    normalised = normalise(text)
    return all(any(holds_form(normalised, form) for form in forms) for forms in facts)


def first_words(text: str, most: int) -> str:
    """The text up to its ``most``-th word."""
    words = list(re.finditer(r"\w+(?:['’]\w+)*", text))
    return text if len(words) <= most else text[: words[most - 1].end()]
