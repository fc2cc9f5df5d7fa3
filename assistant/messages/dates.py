"""Dates as people read them."""

from datetime import date, datetime

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


def spell_time(moment: datetime, language: Language) -> str:
    """« 9 h 05 », “9:05”. In the zone of the moment; the space does not break."""
    if language is Language.FRENCH:
        return f"{moment.hour}\u00a0h\u00a0{moment.minute:02}" if moment.minute else f"{moment.hour}\u00a0h"
    return f"{moment.hour}:{moment.minute:02}"
