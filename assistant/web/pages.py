"""Renders templates. Text only: everything that comes from a page, a person or a model is escaped."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.conversation.types import Answer, Source
from assistant.messages.catalogue import Messages
from assistant.messages.dates import spell_date, spell_time
from assistant.messages.masks import mark_masks
from assistant.settings import Accessibility, Administration, DeskSettings, Retention
from assistant.speed import faster_than, slower_than
from assistant.vocabulary import Language
from assistant.web.files import PageFiles
from assistant.web.laid_out import lay_out
from assistant.web.spoken import is_told_whole, outline
from assistant.web.theme import NEUTRAL, Theme

_RIGHT_TO_LEFT: Final = frozenset({"ar", "dv", "fa", "he", "ps", "ur", "yi"})
"""Languages that are written so. None has a catalogue yet; pages are ready for one."""

LOCALES: Final[Mapping[Language, str]] = {Language.FRENCH: "Français", Language.ENGLISH: "English"}
"""How each language calls itself."""


@dataclass(frozen=True, slots=True)
class VoiceOffer:
    """What of voice the pages offer."""

    hears: bool = False
    speaks: bool = False
    seconds: int = 60
    """Longest recording."""


NO_VOICE = VoiceOffer()
_VOICE_LINES = (
    "press", "press_again", "recording", "writing", "written", "suggestion", "refused", "no_https", "no_microphone",
    "broken", "masked",
)  # fmt: skip
"""Sentences that the script of the recording shows."""


class Pages:
    """Owns the templates and what each of them may use."""

    def __init__(
        self,
        messages: Messages,
        administration: Administration,
        retention: Retention,
        desk: DeskSettings,
        accessibility: Accessibility | None = None,
        theme: Theme = NEUTRAL,
        voice: VoiceOffer = NO_VOICE,
    ) -> None:
        self._messages = messages
        self._zone = ZoneInfo(desk.time_zone)
        self.files = PageFiles(theme)
        self.name = theme.name or administration.name
        """Name of the service, as pages show it."""
        self.administration = administration
        self._environment = Environment(
            loader=PackageLoader("assistant.web"),
            autoescape=True,
            enable_async=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
        )
        self._environment.globals.update(
            administration=administration.model_copy(update={"name": self.name}),
            accessibility=accessibility or Accessibility(),
            retention=retention,
            files=self.files,
            locales=LOCALES,
            desk=desk,
            voice=voice,
            voice_lines=_VOICE_LINES,
            masked_kinds=self._name_kinds,
            mark_masks=self._mark_masks,
            missing_words=self._name_missing,
            outlined=self._outline,
            is_told_whole=is_told_whole,
            slower_than=slower_than,
            faster_than=faster_than,
            lay_out=lay_out,
        )

    async def render(self, template: str, language: Language, **values: object) -> str:
        return await self._environment.get_template(template).render_async(self._shared(language), **values)

    async def stream(self, template: str, language: Language, **values: object) -> AsyncGenerator[str, None]:
        """Pieces of the page as soon as they are known, for browsers without a script too."""
        async for piece in self._environment.get_template(template).generate_async(self._shared(language), **values):
            yield piece

    def _shared(self, language: Language) -> dict[str, object]:
        def say(key: str, **values: object) -> str:
            return self._messages.text(key, language, **values)

        def spell(day: date | datetime | None) -> str:
            if day is None:
                return say("answer.undated")
            return spell_date(day.astimezone(self._zone).date() if isinstance(day, datetime) else day, language)

        def clock(moment: datetime) -> str:
            return spell_time(moment.astimezone(self._zone), language)

        def tell_date(source: Source) -> str:
            known = source.updated_on is not None
            return say("answer.updated_on", date=spell(source.updated_on)) if known else say("answer.undated")

        def way(page: str, code: str) -> str:
            """Address of one of our pages; in a conversation it leads back there, and keeps its language."""
            return f"/conversation/{code}/{page}" if code else f"/{page}?language={language.value}"

        return {
            "language": language.value,
            "direction": "rtl" if language.value in _RIGHT_TO_LEFT else "ltr",
            "say": say,
            "says": lambda key: self._messages.has(key, language),
            "spell": spell,
            "clock": clock,
            "tell_date": tell_date,
            "way": way,
        }

    def _name_kinds(self, entity_types: tuple[str, ...], language: str) -> str:
        """« un nom, un numéro de téléphone »: what was masked, in words, each once."""
        names = self._messages.under("entity", Language(language))
        return ", ".join(dict.fromkeys(names.get(kind, names["other"]) for kind in entity_types))

    def _mark_masks(self, text: str, language: str) -> str:
        return mark_masks(text, self._messages, Language(language))

    def _name_missing(self, wants: tuple[str, ...], language: str) -> str:
        """« un montant, un délai ou une durée »: what was asked for and not found, in words."""
        return ", ".join(self._messages.text(f"want.{want}", Language(language)) for want in wants)

    def _outline(self, answer: Answer, language: str) -> str:
        return outline(answer, self._messages, Language(language))
