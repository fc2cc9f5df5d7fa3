from pathlib import Path

import pytest

from assistant.errors import SettingsInvalid
from assistant.governance.doctrine import Doctrine, Handling, Rule, read_doctrine
from assistant.vocabulary import Language
from tests.assistant.fakes import doctrine_of, make_document

STATEMENT = '[statement]\nfr = "Il montre les pages."\nen = "It shows the pages."\n'
RULE = '[[checked_by_a_person]]\nsubject = "Jardins"\nwhy = "Une parcelle se perd vite."\n'


def write(folder: Path, text: str) -> Path:
    file = folder / "doctrine.toml"
    file.write_text(text, encoding="utf-8")
    return file


def rule(**lists: tuple[str, ...]) -> Rule:
    return Rule(subject="s", why="w", **lists)


def test_by_default_nobody_waits_and_the_statement_is_there_in_every_language() -> None:
    doctrine = read_doctrine()
    assert (doctrine.checked_by_a_person, doctrine.human_first) == ((), ())
    assert set(doctrine.statement) == set(Language)
    assert doctrine.handling_of(make_document()) is Handling.ANSWERED


def test_a_file_of_the_administration_takes_its_place(tmp_path: Path) -> None:
    doctrine = read_doctrine(write(tmp_path, STATEMENT + RULE + 'themes = ["Jardins"]\n'))
    assert doctrine.handling_of(make_document()) is Handling.CHECKED


@pytest.mark.parametrize(
    ("held", "covers"),
    [
        (rule(themes=("JARDINS",)), True),  # the theme of the page is « Jardins »
        (rule(themes=("Jardin",)), False),
        (rule(pages=("J1",)), True),
        (rule(pages=("J10",)), False),
        (rule(title_words=("partage carte",)), True),  # « Carte de jardin partagé »
        (rule(title_words=("cart",)), False),
        (rule(title_words=("carte perdue", "jardin")), True),
        (rule(title_words=("carte perdue",)), False),
    ],
)
def test_a_page_falls_under_a_rule_by_theme_by_id_or_by_whole_words_of_its_title(held: Rule, covers: bool) -> None:
    assert held.covers(make_document()) is covers


def test_a_person_first_is_more_careful_than_a_check() -> None:
    assert doctrine_of(checked=["Jardins"], human_first=["Jardins"]).handling_of(make_document()) is (
        Handling.HUMAN_FIRST
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            STATEMENT + RULE + 'themes = ["Jardins"]\ntheme = "x"\n',
            "checked_by_a_person, number 1, theme: Extra inputs",
        ),
        ('checked = ["Jardins"]\n' + STATEMENT, "checked: Extra inputs"),
        (STATEMENT + RULE, "number 1: Value error, name themes, pages or title_words"),
        (STATEMENT + RULE + 'themes = [" "]\n', "themes, number 1: String should have at least 1 character"),
        (STATEMENT + '[[human_first]]\nsubject = "x"\npages = ["J1"]\n', "human_first, number 1, why: Field required"),
        ('[statement]\nfr = "Il montre les pages."\n', "statement lacks en"),
        (RULE, "statement: Field required"),
        (STATEMENT + "[[checked", "not TOML"),
    ],
)
def test_a_doctrine_that_cannot_be_read_whole_is_refused_with_the_file_and_the_place(
    tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(SettingsInvalid) as refused:
        read_doctrine(write(tmp_path, text))
    assert str(tmp_path / "doctrine.toml") in str(refused.value)
    assert told in str(refused.value)


def test_a_doctrine_that_is_not_there_says_which_setting_to_mend(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"none\.toml.*governance\.doctrine"):
        read_doctrine(tmp_path / "none.toml")


def test_a_doctrine_is_never_changed_while_the_assistant_runs() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Doctrine.model_validate(read_doctrine()).human_first = ()  # type: ignore[misc]
