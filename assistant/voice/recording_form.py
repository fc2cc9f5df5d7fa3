"""A recording sent by a form, read into memory alone: the framework would write a large one to a disk."""

from dataclasses import dataclass, field
from typing import ClassVar

from fastapi import Request, UploadFile
from starlette.datastructures import UploadFile as StarletteUpload
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from assistant.vocabulary import Language


class _InMemory(MultiPartParser):
    spool_max_size: ClassVar[int] = 16 * 1024 * 1024  # type: ignore[misc]
    """More than any body that is read."""


@dataclass(frozen=True, slots=True)
class RecordingForm:
    """What the form of the page sends."""

    code: str
    """Empty before there is a conversation."""
    language: Language
    data: bytes = field(repr=False)
    """Empty when no file was chosen."""


async def read_recording(request: Request) -> RecordingForm:
    """Raises ``HTTPException`` (400) for what is not that form."""
    try:
        form = await _InMemory(request.headers, request.stream(), max_files=1, max_fields=4).parse()
    except (MultiPartException, KeyError):
        raise HTTPException(400) from None
    try:
        audio, code, language = form.get("audio"), form.get("code", ""), form.get("language", "")
        data = await audio.read() if isinstance(audio, UploadFile | StarletteUpload) else b""
    finally:
        await form.close()
    chosen = Language(language) if language in set(Language) else Language.FRENCH
    return RecordingForm(str(code), chosen, data)
