"""Numbers as people read them."""

from assistant.vocabulary import Language


def spell_number(value: float, language: Language, *, digits: int = 2) -> str:
    """« 3,5 », “3.5”: at most so many digits after the point, and none that says nothing."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if language is Language.FRENCH else text
