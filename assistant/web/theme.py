"""The administration's own name, logo and colours, from one file; refused where somebody could not read them."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import SettingsInvalid
from assistant.web.contrast import contrast, read_colour
from assistant.web.logo import Logo, read_logo

TEXT_RATIO = 4.5
"""WCAG 1.4.3, for text of any size."""
COMPONENT_RATIO = 3.0
"""WCAG 1.4.11, for borders of fields and buttons and for the focus."""

_TEXTS = (
    ("ink", "paper"),
    ("ink", "panel"),
    ("soft", "paper"),
    ("soft", "panel"),
    ("accent", "paper"),
    ("accent", "panel"),
    ("on_accent", "accent"),
    ("warn", "warn_panel"),
    ("wrong", "paper"),
)
_COMPONENTS = (("line", "paper"), ("wrong", "paper"), ("accent", "paper"))


def _is_colour(text: str) -> str:
    read_colour(text)
    return text


Colour = Annotated[str, AfterValidator(_is_colour)]


class Colours(BaseModel):
    """The colours of one scheme. Their names are those of the style sheet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ink: Colour = "#1a1a1a"
    """Text."""
    soft: Colour = "#4a4f57"
    """Text that may be read second: dates, hints."""
    paper: Colour = "#ffffff"
    """Behind everything."""
    panel: Colour = "#f3f5f8"
    """Behind what stands apart."""
    line: Colour = "#767f8a"
    """Borders of fields."""
    accent: Colour = "#1f4e79"
    """Links, buttons, the focus."""
    on_accent: Colour = "#ffffff"
    """Text on a button."""
    warn: Colour = "#6b3300"
    warn_panel: Colour = "#fff3e0"
    """Behind a warning."""
    wrong: Colour = "#a30000"
    """Mistakes to mend."""

    def faults(self) -> Iterator[str]:
        """Each pair that cannot be told apart, with its ratio and the one that is needed."""
        values = self.model_dump()
        for pairs, needed, what in ((_TEXTS, TEXT_RATIO, "text"), (_COMPONENTS, COMPONENT_RATIO, "components")):
            for front, back in pairs:
                ratio = contrast(values[front], values[back])
                if ratio < needed:
                    yield (
                        f"{front} {values[front]} on {back} {values[back]} has a contrast of {ratio:.2f} to 1; "
                        f"{what} need {needed} to 1. Make one of them darker or lighter."
                    )


class DarkColours(Colours):
    """The same where the reader's system is dark."""

    ink: Colour = "#f0f0f0"
    soft: Colour = "#c4c8cd"
    paper: Colour = "#16181c"
    panel: Colour = "#22262c"
    line: Colour = "#8f98a3"
    accent: Colour = "#9cc6f0"
    on_accent: Colour = "#10202f"
    warn: Colour = "#ffc680"
    warn_panel: Colour = "#33270f"
    wrong: Colour = "#ff9c9c"


class _ThemeFile(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(max_length=80)] = ""
    logo: str = ""
    light: Colours = Colours()
    dark: DarkColours = DarkColours()


@dataclass(frozen=True, slots=True)
class Theme:
    """What pages look like. Neutral by default."""

    name: str = ""
    """Replaces the name of the settings; empty keeps it."""
    logo: Logo | None = None
    light: Mapping[str, str] = field(default_factory=dict)
    """Only the colours that differ from the style sheet's."""
    dark: Mapping[str, str] = field(default_factory=dict)

    @property
    def style_sheet(self) -> str:
        """The colours that differ, over those of the style sheet; empty when none does."""
        rules = [f":root {{ {_declare(self.light)} }}"] if self.light else []
        if self.dark:
            rules.append(f"@media (prefers-color-scheme: dark) {{ :root {{ {_declare(self.dark)} }} }}")
        return "\n".join(rules)


NEUTRAL = Theme()


def read_theme(file: Path | None) -> Theme:
    """The theme of a file; the neutral one for None.

    Raises :class:`SettingsInvalid`, one line a mistake, each naming what to change.
    """
    if file is None:
        return NEUTRAL
    try:
        read = _ThemeFile.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError as error:
        raise SettingsInvalid(f"{file}: the theme cannot be read ({error.strerror}).") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{file}: not TOML in UTF-8 ({error})") from None
    except ValidationError as error:
        lines = [f"{'.'.join(str(step) for step in fault['loc'])}: {fault['msg']}" for fault in error.errors()]
        raise SettingsInvalid(f"{file}:\n  " + "\n  ".join(lines)) from None
    faults = [
        f"{name}: {fault}"
        for name, colours in (("light", read.light), ("dark", read.dark))
        for fault in colours.faults()
    ]
    if faults:
        raise SettingsInvalid(f"{file}: these colours cannot be read by everybody.\n  " + "\n  ".join(faults))
    logo = read_logo(file.parent / read.logo) if read.logo else None
    return Theme(read.name, logo, _changed(read.light, Colours()), _changed(read.dark, DarkColours()))


def _changed(colours: Colours, default: Colours) -> Mapping[str, str]:
    own, usual = colours.model_dump(), default.model_dump()
    return {name: value for name, value in own.items() if value != usual[name]}


def _declare(colours: Mapping[str, str]) -> str:
    return " ".join(f"--{name.replace('_', '-')}: {value};" for name, value in colours.items())
