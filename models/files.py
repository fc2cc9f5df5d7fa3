"""What can be said of a model file before native code opens it."""

import struct
from pathlib import Path

from models.types import ModelDamaged, ModelMissing

_HEADER = struct.Struct("<4sIQQ")
"""Magic, version, number of tensors, number of metadata entries: the head of every GGUF file."""
_MAGIC = b"GGUF"


def check_gguf(path: Path) -> None:
    """Refuse what is plainly not a model. Raises :class:`ModelMissing` and :class:`ModelDamaged`.

    A file cut further down is refused by llama.cpp itself, which compares the place of each tensor with the size of
    the file.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER.size)
    except (FileNotFoundError, IsADirectoryError):
        raise ModelMissing(f"There is no model file {path}: fetch it, or name another one in the settings.") from None
    except OSError as error:
        raise ModelMissing(f"The model file {path} cannot be read ({error.strerror}): check its permissions.") from None
    if len(head) < _HEADER.size or not head.startswith(_MAGIC):
        raise ModelDamaged(f"{path} is not a GGUF model file: fetch it again.")
    _, _, tensors, entries = _HEADER.unpack(head)
    if not tensors or not entries:
        raise ModelDamaged(f"{path} is a GGUF file without tensors or metadata: fetch it again.")
