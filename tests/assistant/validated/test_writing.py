"""What a person writes is held against its pages and against the guard before it is kept."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import KeeperRefused
from assistant.validated.pages import changed_ties, holds
from assistant.validated.store import ValidatedStore
from assistant.validated.types import WrittenAnswer
from assistant.validated.writing import AnswerWriting, find_unsupported
from assistant.vocabulary import KeeperRefusal
from guards.types import Finding
from knowledge.library import Library
from tests.assistant.validated.conftest import AUTHOR, WRITTEN, publish_pages


def refusal(writing: AnswerWriting, written: WrittenAnswer) -> KeeperRefused:
    with pytest.raises(KeeperRefused) as refused:
        writing.add(written, AUTHOR)
    assert writing.store.all() == ()
    return refused.value


def test_an_answer_is_tied_to_what_its_pages_say_and_to_their_version(
    writing: AnswerWriting, library: Library, validated: ValidatedStore
) -> None:
    answer = writing.add(WRITTEN, AUTHOR)
    (tie,) = answer.ties
    assert (tie.base, tie.document_id, tie.title) == ("port", "F10", "Carte de batelier")
    assert tie.base_version == library.status()[0].version
    assert validated.find(answer.id) == answer
    assert answer.lines == ("La carte coûte 25 €.", "Venez au port avec une photo.")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": " \n\u200b "}, KeeperRefusal.EMPTY),
        ({"text": "x" * 4001}, KeeperRefusal.TOO_LONG),
        ({"questions": ()}, KeeperRefusal.NO_QUESTION),
        ({"questions": (" ",)}, KeeperRefusal.NO_QUESTION),
        ({"questions": ("x" * 301,)}, KeeperRefusal.TOO_LONG),
        ({"questions": tuple(map(str, range(21)))}, KeeperRefusal.TOO_LONG),
        ({"pages": ()}, KeeperRefusal.NO_PAGE),
        ({"service": " "}, KeeperRefusal.NO_SERVICE),
        ({"service": "x" * 81}, KeeperRefusal.TOO_LONG),
        ({"pages": (("port", "F404"),)}, KeeperRefusal.PAGE_UNKNOWN),
        ({"pages": (("gare", "F10"),)}, KeeperRefusal.PAGE_UNKNOWN),
        ({"situation": ("Vous êtes marin",)}, KeeperRefusal.SITUATION_UNKNOWN),
    ],
)
def test_what_is_to_mend_is_told_and_nothing_is_kept(
    writing: AnswerWriting, change: dict[str, object], reason: KeeperRefusal
) -> None:
    assert refusal(writing, replace(WRITTEN, **change)).reason is reason  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Demandez Dubosquet au port."},
        {"questions": ("Où est Dubosquet ?",)},
        {"service": "Bureau Dubosquet"},
        {"unsupported_why": "Dubosquet l'a dit"},
    ],
)
def test_personal_data_is_refused_wherever_it_is_and_shown_masked(
    writing: AnswerWriting, change: dict[str, object]
) -> None:
    refused = refusal(writing, replace(WRITTEN, **change))  # type: ignore[arg-type]
    assert refused.reason is KeeperRefusal.PERSONAL_DATA
    assert refused.entity_types == ("PERSON",)
    assert "…" in refused.masked_text
    assert "Dubosquet" not in refused.masked_text


def test_what_a_page_says_itself_is_nobodys(validated: ValidatedStore, library: Library) -> None:
    def find(text: str) -> tuple[Finding, ...]:
        start = text.find("VNF")
        return (Finding("PERSON", start, start + 3, 1.0, "test"),) if start >= 0 else ()

    names_it = replace(WRITTEN, text="Écrivez aux bateliers.", questions=("Que veut dire VNF ?",))
    with pytest.raises(KeeperRefused):
        AnswerWriting(validated, library, find).add(names_it, AUTHOR)
    with_title = replace(WRITTEN, text="La péniche.", questions=("Comment conduire une péniche ?",))

    def find_boat(text: str) -> tuple[Finding, ...]:
        start = text.find("péniche")
        return (Finding("PERSON", start, start + 7, 1.0, "test"),) if start >= 0 else ()

    assert AnswerWriting(validated, library, find_boat).add(with_title, AUTHOR)


def test_a_guard_that_breaks_keeps_everything_out(validated: ValidatedStore, library: Library) -> None:
    def broken(text: str) -> tuple[Finding, ...]:
        raise RuntimeError(text)

    refused = refusal(AnswerWriting(validated, library, broken), WRITTEN)
    assert refused.reason is KeeperRefusal.UNGUARDED
    assert refused.__cause__ is None
    assert str(refused) == "unguarded"


def test_figures_and_addresses_stand_in_a_page_or_are_explained(writing: AnswerWriting) -> None:
    text = "La carte coûte 30 €. Voyez https://ailleurs.example.fr/carte ou https://www.example.fr/formulaire.pdf."
    refused = refusal(writing, replace(WRITTEN, text=text))
    assert refused.reason is KeeperRefusal.UNSUPPORTED
    assert refused.unsupported == ("30 €", "https://ailleurs.example.fr/carte")
    explained = writing.add(replace(WRITTEN, text=text, unsupported_why="Décision du conseil municipal"), AUTHOR)
    assert explained.written.unsupported_why == "Décision du conseil municipal"


def test_a_reason_that_nothing_asks_for_is_not_kept(writing: AnswerWriting) -> None:
    assert writing.add(replace(WRITTEN, unsupported_why="Au cas où"), AUTHOR).written.unsupported_why == ""


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Deux photos suffisent.", ()),
        ("Il faut 2 photos.", ()),
        ("Il faut trois photos.", ("3 photos",)),
        ("Appelez le 39 39.", ()),
        ("Appelez le 36 46.", ("36 46",)),
        ("Écrivez à port@mairie.example", ("port@mairie.example",)),
    ],
)
def test_a_figure_is_the_same_however_it_is_written(text: str, missing: tuple[str, ...]) -> None:
    assert find_unsupported(text, "Apportez deux photos. Renseignements au 3939.") == missing


def test_a_changed_page_makes_its_answer_a_draft_until_somebody_confirms_it(
    writing: AnswerWriting, library: Library, tmp_path: Path
) -> None:
    answer = writing.add(replace(WRITTEN, text="Venez au port avec une photo."), AUTHOR)
    assert holds(library, answer)
    publish_pages(tmp_path, F10=("25", "30"))
    library.refresh()
    assert not holds(library, answer)
    assert changed_ties(library, answer.ties) == answer.ties
    confirmed = writing.confirm(answer.id, 1, AUTHOR, "Le prix n'y est pas.")
    assert (confirmed.version, holds(library, confirmed)) == (2, True)


def test_an_answer_whose_page_comes_back_to_what_it_said_holds_again(
    writing: AnswerWriting, library: Library, tmp_path: Path
) -> None:
    answer = writing.add(WRITTEN, AUTHOR)
    for replaced, expected in (({"F10": ("25", "30")}, False), ({}, True), ({"F11": ("3 jours", "4 jours")}, True)):
        publish_pages(tmp_path, **replaced)
        library.refresh()
        assert holds(library, answer) is expected


def test_confirming_what_its_page_no_longer_carries_is_refused(
    writing: AnswerWriting, library: Library, tmp_path: Path
) -> None:
    answer = writing.add(WRITTEN, AUTHOR)
    publish_pages(tmp_path, F10=("25", "30"))
    library.refresh()
    with pytest.raises(KeeperRefused) as refused:
        writing.confirm(answer.id, 1, AUTHOR)
    assert refused.value.unsupported == ("25 €",)


def test_a_base_that_is_open_no_more_serves_none_of_its_answers(writing: AnswerWriting, tmp_path: Path) -> None:
    answer = writing.add(WRITTEN, AUTHOR)
    with Library.open(tmp_path, [], None) as nothing:
        assert not holds(nothing, answer)
