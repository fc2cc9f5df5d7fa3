from datetime import date

import pytest

from knowledge.loaders.hidden import Hidden
from knowledge.loaders.question_list import read_questions
from knowledge.loaders.skipped import FileRefused, SkipReason
from knowledge.types import BlockKind

HEADER = "question;réponse;lien;date;thème\n"


def read(text: str, encoding: str = "utf-8") -> list[tuple[str, tuple[str, ...]]]:
    parsed = read_questions(text.encode(encoding), "faq.csv")
    return [(page.title, tuple(line for block in page.blocks for line in block.lines)) for page in parsed.documents]


def test_each_row_is_a_page_whose_title_is_the_question() -> None:
    row = "Quand ouvre le port ?;À 8 h.;https://www.example.fr/port;31/12/2024;Vie locale\n"
    (page,) = read_questions((HEADER + row).encode(), "faq.csv").documents
    assert (page.title, page.url, page.updated_on, page.theme, page.kind) == (
        "Quand ouvre le port ?", "https://www.example.fr/port", date(2024, 12, 31), "Vie locale", "Question-réponse",
    )  # fmt: skip
    assert page.blocks[0].lines == ("À 8 h.",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separator_and_encoding_are_found(separator: str, encoding: str) -> None:
    assert read(f"Question{separator}Réponse\nOù ?{separator}Là\n", encoding) == [("Où ?", ("Là",))]


def test_an_answer_of_several_lines_keeps_them_and_its_list() -> None:
    text = 'question,answer\nQue fournir ?,"Apportez :\n- une photo\n- un ""justificatif"", récent\n\nMerci."\n'
    (page,) = read_questions(text.encode(), "faq.csv").documents
    assert [(block.kind, block.lines) for block in page.blocks] == [
        (BlockKind.PARAGRAPH, ("Apportez :",)),
        (BlockKind.LIST, ("une photo", 'un "justificatif", récent')),
        (BlockKind.PARAGRAPH, ("Merci.",)),
    ]


def test_a_bad_row_is_told_by_its_line_and_the_others_stay() -> None:
    rows = [
        "Bonne ?;Oui.;;;",
        '"Deux\nlignes ?";Oui.;;;',
        ";Réponse seule.;;;",
        "Sans réponse ?;;;;",
        'Formule ?;"=HYPERLINK(""http://x"")";;;',
        "Formule encore ?;+cmd|' /C calc'!A0;;;",
        "Date ?;Oui.;;demain;",
        "Adresse ?;Oui.;javascript:x();;",
        "bonne ?;Encore.;;;",
        "Cachée ?;\u200b\u200b;;;",
    ]
    parsed = read_questions((HEADER + "\n".join(rows)).encode(), "faq.csv")
    assert [page.title for page in parsed.documents] == ["Bonne ?", "Deux lignes ?"]
    assert [(page.place, page.kind) for page in parsed.left_out] == [
        ("5", SkipReason.NO_QUESTION),
        ("6", SkipReason.NO_ANSWER),
        ("7", SkipReason.FORMULA),
        ("8", SkipReason.FORMULA),
        ("9", SkipReason.BAD_DATE),
        ("10", SkipReason.BAD_ADDRESS),
        ("11", SkipReason.DUPLICATE),
        ("12", SkipReason.NO_ANSWER),
    ]


def test_quotes_that_never_close_are_told_and_what_came_before_stays() -> None:
    parsed = read_questions(b'question,answer\nUn ?,Oui\nDeux ?,"Oui\nTrois ?,Oui\n', "faq.csv")
    assert [page.title for page in parsed.documents] == ["Un ?"]
    assert [(page.place, page.kind) for page in parsed.left_out] == [("3", SkipReason.BROKEN_QUOTES)]


def test_an_id_hangs_on_the_question_and_not_on_its_line() -> None:
    first = read_questions(b"question,answer\nUn ?,Oui\nDeux ?,Oui\n", "faq.csv").documents
    second = read_questions(b"question,answer\nDeux ?,Non\nUn ?,Oui\n", "faq.csv").documents
    assert [page.id for page in first] == [page.id for page in reversed(second)]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"nom,prenom\nA,B\n", SkipReason.NO_COLUMNS),
        (b"question,answer\n", SkipReason.EMPTY),
        (b"question,answer\n,\n", SkipReason.EMPTY),
        (b"question\0answer", SkipReason.UNREADABLE),
        (b'question,answer\n"' + b"x" * 200_000, SkipReason.EMPTY),
    ],
)
def test_a_list_without_questions_is_refused(content: bytes, kind: SkipReason) -> None:
    with pytest.raises(FileRefused) as refused:
        read_questions(content, "faq.csv")
    assert refused.value.kind is kind


def test_hidden_letters_of_an_answer_are_counted() -> None:
    parsed = read_questions("question,answer\nOù ?,I\u200bci\n".encode(), "faq.csv")
    assert parsed.hidden == {Hidden.CHARACTER: 1}
    assert parsed.documents[0].blocks[0].lines == ("Ici",)
