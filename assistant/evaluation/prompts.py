"""Makes a speech set of what every Debian offers: the French prompts of Asterisk, a real voice at telephone quality."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

from assistant.errors import NotReady

SOUNDS = Path("/usr/share/asterisk/sounds/fr_CA_f_June")
TEXTS = Path("/usr/share/doc/asterisk-core-sounds-fr")

_FEWEST_WORDS = 6
_LINE = re.compile(r"([\w/-]+): (.+)")
_COMMANDS = {"vm-goodbye": "stop", "goodbye": "stop", "one-moment-please": "wait"}
_NOTHING = (
    "silence/1", "silence/5", "silence/10", "beep", "beeperr", "ascending-2tone", "descending-2tone", "tt-monkeys",
    "confbridge-join", "confbridge-leave",
)  # fmt: skip
"""Prompts in which nobody speaks: silence, tones, animals."""


def write_prompt_set(file: Path, *, most: int, questions: int, sounds: Path = SOUNDS, texts: Path = TEXTS) -> int:
    """Write the set; the number of its lines. ``most`` sentences, of which the first ``questions`` are asked too.

    Raises :class:`NotReady` when the packages are not installed.
    """
    said = dict(_read_texts(texts))
    sentences = [name for name in sorted(said) if len(said[name].split()) >= _FEWEST_WORDS and _has(sounds, name)]
    if not sentences:
        raise NotReady("sudo apt-get install asterisk-core-sounds-fr asterisk-core-sounds-fr-wav")
    rows = [
        {
            "id": name,
            "audio": str(_file(sounds, name)),
            "text": said[name],
            **({"question_id": name} if rank < questions else {}),
        }
        for rank, name in enumerate(sentences[:most])
    ]
    for name, command in _COMMANDS.items():
        if name in said and _has(sounds, name):
            rows.append({**_row(sounds, name, said[name]), "command": command})
    rows += [_row(sounds, name, "") for name in _NOTHING if _has(sounds, name)]
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return len(rows)


def _read_texts(folder: Path) -> Iterator[tuple[str, str]]:
    for file in (folder / "core-sounds-fr.txt.gz", folder / "core-sounds-fr.txt"):
        if file.is_file():
            data = file.read_bytes()
            text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode("utf-8", errors="replace")
            for line in text.splitlines():
                # what stands in brackets describes a sound that nobody says
                if (match := _LINE.fullmatch(line.strip())) and "[" not in match[2] and "(" not in match[2]:
                    yield match[1], match[2]
            return


def _row(sounds: Path, name: str, text: str) -> dict[str, str]:
    return {"id": name, "audio": str(_file(sounds, name)), "text": text}


def _file(sounds: Path, name: str) -> Path:
    return sounds / f"{name}.wav"


def _has(sounds: Path, name: str) -> bool:
    return _file(sounds, name).is_file()
