"""Numbers as people read them."""

from assistant.messages.catalogue import Messages
from assistant.vocabulary import Language


def spell_number(value: float, language: Language, *, digits: int = 3) -> str:
    """« 3,5 », “3.5”: at most so many digits after the point, and none that says nothing."""
    text = f"{value:.{digits}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if language is Language.FRENCH else text


def spell_measure(value: float, messages: Messages, language: Language, *, digits: int = 2) -> str:
    """The same for what was measured: « moins de 0,01 » instead of a nought, which nothing takes."""
    least = 10.0**-digits
    if value >= least:
        return spell_number(value, language, digits=digits)
    return messages.text("how.less_than", language, value=spell_number(least, language, digits=digits))
