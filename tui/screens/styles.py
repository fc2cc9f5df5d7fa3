"""The type of what names the style files of a screen, which stand beside it."""

from pathlib import PurePath

StylePaths = str | PurePath | list[str | PurePath] | None
