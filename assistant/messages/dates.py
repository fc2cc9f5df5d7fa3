"""Dates as people read them."""

from datetime import date

from assistant.vocabulary import Language

_MONTHS = {
    Language.FRENCH: (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
    Language.ENGLISH: (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def spell_date(day: date, language: Language) -> str:
    """« 1er août 2020 », “1 August 2020”. Months are spelled here because a machine's locales may lack French."""
    first = "1er" if language is Language.FRENCH and day.day == 1 else str(day.day)
    return f"{first} {_MONTHS[language][day.month - 1]} {day.year}"
