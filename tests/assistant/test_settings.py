import os
from pathlib import Path

import pytest

from assistant.errors import SettingsInvalid
from assistant.settings import Settings, read_settings, settings_file, write_setting
from assistant.vocabulary import Language


def write(text: str) -> Path:
    file = settings_file()
    file.write_text(text, encoding="utf-8")
    return file


def test_without_a_file_the_defaults_stand_and_nobody_else_can_connect() -> None:
    settings = read_settings()
    assert settings.server.host == "127.0.0.1"
    assert settings.knowledge.bases == ("particuliers",)


def test_the_file_changes_what_it_names_and_nothing_else() -> None:
    write('language = "en"\n[server]\nport = 9000\n')
    settings = read_settings()
    assert (settings.language, settings.server.port) == (Language.ENGLISH, 9000)
    assert settings.server.host == Settings().server.host


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write('[server]\nport = 9000\nhost = "0.0.0.0"\n')
    monkeypatch.setenv("PARVIS_SERVER__PORT", "9001")
    settings = read_settings()
    assert (settings.server.port, settings.server.host) == (9001, "0.0.0.0")  # noqa: S104 - nothing listens here


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("langage = 'fr'\n", "langage"),
        ("[server]\nprot = 1\n", "server.prot"),
        ("[serveur]\nport = 1\n", "serveur"),
        ("[server]\nport = 70000\n", "server.port"),
        ("[answer]\nwords = 3\n", "answer.words"),
        ("[limits]\nabandon_seconds = -1\n", "limits.abandon_seconds"),
    ],
)
def test_a_setting_that_cannot_be_used_is_refused_with_its_name_and_the_file(text: str, named: str) -> None:
    file = write(text)
    with pytest.raises(SettingsInvalid) as refusal:
        read_settings()
    assert f"{named}:" in str(refusal.value)
    assert str(file) in str(refusal.value)


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    write("[server]\nport = 0\n[answer]\nwords = 3\n")
    with pytest.raises(SettingsInvalid, match=r"(?s)server\.port.*answer\.words|answer\.words.*server\.port"):
        read_settings()


def test_the_refusal_of_a_setting_never_tells_its_value() -> None:
    write('[server]\nport = "hush-hush"\n')
    with pytest.raises(SettingsInvalid) as refusal:
        read_settings()
    assert "hush" not in str(refusal.value)


def test_a_file_that_is_no_toml_is_refused_with_its_place() -> None:
    write("[server\nport = 1\n")
    with pytest.raises(SettingsInvalid, match=r"parvis\.toml.*line 1"):
        read_settings()


def test_an_unknown_name_under_a_section_is_refused_in_the_environment_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARVIS_SERVER__PROT", "1")
    with pytest.raises(SettingsInvalid, match=r"server\.prot"):
        read_settings()


def test_a_file_that_is_no_text_is_refused_and_not_a_trace() -> None:
    settings_file().write_bytes(b'[administration]\nname = "Pr\xe9fecture"\n')
    with pytest.raises(SettingsInvalid, match=r"parvis\.toml"):
        read_settings()


def test_a_list_of_the_environment_that_is_no_json_is_refused_and_not_a_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARVIS_KNOWLEDGE__BASES", "particuliers")
    with pytest.raises(SettingsInvalid, match="knowledge"):
        read_settings()


def test_writing_a_setting_keeps_the_comments_and_the_order_of_the_file() -> None:
    before = '# who we are\n[administration]\nname = "Guichet" # short\nhours = ""\n\n[server]\nport = 9000\n'
    write(before)
    file = write_setting("administration", "hours", "9 h - 12 h")
    assert file.read_text(encoding="utf-8") == before.replace('hours = ""', 'hours = "9 h - 12 h"')
    assert read_settings().administration.hours == "9 h - 12 h"


def test_writing_a_setting_makes_the_file_its_folder_and_its_section(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PARVIS_CONFIG", str(tmp_path / "new" / "parvis.toml"))
    file = write_setting("language_model", "model", 'a "quoted" name')
    assert file == tmp_path / "new" / "parvis.toml"
    assert read_settings().language_model.model == 'a "quoted" name'


def test_the_file_of_the_current_folder_is_found_when_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PARVIS_CONFIG")
    monkeypatch.chdir(tmp_path)
    assert settings_file() != Path("parvis.toml")
    (tmp_path / "parvis.toml").write_text("", encoding="utf-8")
    assert settings_file() == Path("parvis.toml")


def test_places_follow_the_state_and_the_cache() -> None:
    settings = read_settings()
    assert str(settings.state) == os.environ["PARVIS_STATE"]
    assert settings.sql_url == f"sqlite:///{settings.state / 'conversations.sqlite'}"
    assert settings.knowledge_root.parent == settings.state
    assert settings.vectors_file.parent == settings.cache
    assert Settings(database_url="postgresql://db/parvis").sql_url == "postgresql://db/parvis"


def test_settings_cannot_be_changed_once_read() -> None:
    with pytest.raises(ValueError, match="frozen"):
        read_settings().server.port = 1  # type: ignore[misc]
