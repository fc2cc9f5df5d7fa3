from pathlib import Path

import pytest

from assistant.errors import SettingsInvalid
from assistant.escalation.canned_texts import CannedText, read_canned_texts
from assistant.vocabulary import Language


def test_the_texts_of_the_package_speak_each_language_as_much() -> None:
    texts = read_canned_texts()
    by_language = {language: [text for text in texts if text.language is language] for language in Language}
    assert {len(of_one) for of_one in by_language.values()} == {len(texts) // len(Language)}
    assert len(texts) > 10


def test_an_administration_writes_its_own(tmp_path: Path) -> None:
    file = tmp_path / "texts.toml"
    file.write_text('[fr]\nhoraires = """\nOuvert le matin.\n"""\n', encoding="utf-8")
    assert read_canned_texts(file) == (CannedText("horaires", Language.FRENCH, "Ouvert le matin."),)


@pytest.mark.parametrize(
    "written", [b"[fr\n", b"\xff", b'[de]\na = "b"\n', b'fr = "texte"\n', b"[fr]\na = 1\n", b'[fr]\na = " "\n']
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, written: bytes) -> None:
    file = tmp_path / "texts.toml"
    file.write_bytes(written)
    with pytest.raises(SettingsInvalid, match=r"texts\.toml"):
        read_canned_texts(file)
    with pytest.raises(SettingsInvalid, match=r"none\.toml"):
        read_canned_texts(tmp_path / "none.toml")
