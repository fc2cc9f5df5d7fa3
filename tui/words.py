"""The desk's sentences in one language, and how it writes times and masked data."""

import re
from datetime import date, datetime, tzinfo

from assistant.messages.catalogue import read_messages
from assistant.messages.dates import spell_date
from assistant.messages.masks import mark_masks
from assistant.vocabulary import Language

NO_BREAK = "\u00a0"
_BEFORE_SIGN = re.compile(r" (?=[:;?!»])")
_AFTER_QUOTE = re.compile(r"(?<=«) ")


class Words:
    """Sentences of ``desk.*.toml``. ``zone`` is that of the agent's machine when None."""

    def __init__(self, language: Language, zone: tzinfo | None = None) -> None:
        self.language = language
        self._messages = read_messages()
        self._zone = zone
        before, _, after = self.shared("mask.mark", kind="\0", number="").partition("\0")
        self._masks = re.compile(f"{re.escape(before)}.+?{re.escape(after.strip())}")

    def say(self, key: str, /, **values: object) -> str:
        """A sentence under ``desk``."""
        return self.shared(f"desk.{key}", **values)

    def shared(self, key: str, /, **values: object) -> str:
        """A sentence that the pages for people use too."""
        sentence = self._typeset(self._messages.text(key, self.language))
        return sentence.format(**values) if values else sentence

    def label(self, label: str, text: str) -> str:
        """« Fait : c'est parti. », “Done: it has gone.”"""
        return self.say("labelled", label=label, text=text)

    def has(self, key: str) -> bool:
        return self._messages.has(f"desk.{key}", self.language)

    def has_shared(self, key: str) -> bool:
        return self._messages.has(key, self.language)

    def names_under(self, group: str) -> list[str]:
        """Keys of a table under ``desk``, in the order of the file."""
        return list(self._messages.under(f"desk.{group}", self.language))

    def _typeset(self, sentence: str) -> str:
        """In French, no line begins with « ? » or ends with « « ». What takes the place of a field stays as it is."""
        if self.language is not Language.FRENCH:
            return sentence
        return _BEFORE_SIGN.sub(NO_BREAK, _AFTER_QUOTE.sub(NO_BREAK, sentence))

    def kinds(self, entity_types: tuple[str, ...]) -> str:
        """« un nom, un numéro de téléphone »."""
        names = self._messages.under("entity", self.language)
        return ", ".join(dict.fromkeys(names.get(kind, names["other"]) for kind in entity_types))

    def mark_masks(self, text: str) -> str:
        """Each placeholder between brackets that words and not colours make: « [masqué : nom 1] »."""
        return mark_masks(text, self._messages, self.language)

    def find_masks(self, text: str) -> list[tuple[int, int]]:
        """Where each mark that :meth:`mark_masks` made begins and ends."""
        return [found.span() for found in self._masks.finditer(text)]

    def age(self, since: datetime, now: datetime) -> str:
        """« 12 min », « 3 h », « 2 j »: how long something has waited, rounded down."""
        minutes = max(0, int((now - since).total_seconds()) // 60)
        if minutes < 60:
            return self.say("age.minutes", count=minutes)
        return (
            self.say("age.hours", count=minutes // 60)
            if minutes < 48 * 60
            else self.say("age.days", count=minutes // 1440)
        )

    def day(self, day: date) -> str:
        """« 3 mars 2026 »."""
        return spell_date(day, self.language)

    def moment(self, at: datetime, now: datetime) -> str:
        """« 14:05 » of today, « 3 mars 2026 à 14:05 » of another day, in the agent's time."""
        here, today = at.astimezone(self._zone), now.astimezone(self._zone)
        hour = f"{here:%H:%M}"
        return (
            hour
            if here.date() == today.date()
            else self.say("moment", date=spell_date(here.date(), self.language), hour=hour)
        )
