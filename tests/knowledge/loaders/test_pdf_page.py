from datetime import date

import pytest

from knowledge.loaders.hidden import Hidden
from knowledge.loaders.pdf_page import read_pdf
from knowledge.loaders.skipped import FileRefused, SkipReason
from knowledge.types import BlockKind, Document
from tests.knowledge.document_files import FISHING_LINES, IMAGE, locked_pdf, pdf, show, text_page


def document_of(content: bytes) -> Document:
    (document,) = read_pdf(content, "peche.pdf").documents
    return document


def told(content: bytes) -> list[tuple[list[str], tuple[str, ...]]]:
    return [([step.text for step in block.path[1:]], block.lines) for block in document_of(content).blocks]


def test_larger_letters_are_headings() -> None:
    content = pdf(
        [(24, "Guide de la pêche"), (16, "Prix"), "La carte coûte 30 euros.", (16, "Durée"), "Elle vaut un an."]
    )
    assert document_of(content).title == "Guide de la pêche"
    assert told(content) == [(["Prix"], ("La carte coûte 30 euros.",)), (["Durée"], ("Elle vaut un an.",))]


def test_bookmarks_are_headings_where_there_are_some() -> None:
    content = pdf(
        ["1. Prix", "La carte coûte 30 euros."],
        ["Elle vaut un an."],
        title="La pêche",
        bookmarks=[("Prix", 0), ("Durée", 1)],
    )
    document = document_of(content)
    assert (document.title, document.updated_on) == ("La pêche", date(2024, 3, 1))
    assert told(content) == [(["Prix"], ("La carte coûte 30 euros.",)), (["Durée"], ("Elle vaut un an.",))]


def test_without_either_the_page_is_the_heading() -> None:
    assert told(pdf(["Il coûte 30 euros."], ["Il vaut un an."])) == [
        (["Page 1"], ("Il coûte 30 euros.",)),
        (["Page 2"], ("Il vaut un an.",)),
    ]
    assert told(pdf(["Il coûte 30 euros."])) == [([], ("Il coûte 30 euros.",))]


def test_running_headers_footers_and_page_numbers_go() -> None:
    pages = [
        ["Ville de Villeneuve", f"Texte de la page {name}.", "Règlement adopté le 3 mai", str(number)]
        for number, name in enumerate(("une", "deux", "trois", "quatre"), start=1)
    ]
    assert [lines for _, lines in told(pdf(*pages))] == [
        (f"Texte de la page {name}.",) for name in ("une", "deux", "trois", "quatre")
    ]


def test_cut_words_are_made_whole_and_hyphens_of_their_own_stay() -> None:
    lines = [
        "Vous pouvez obtenir une attesta-",
        "tion à la mairie. Prenez un rendez-",
        "vous, ou demandez-",
        "le en ligne.",
    ]
    ((_, said),) = told(pdf(lines))
    assert said == ("Vous pouvez obtenir une attestation à la mairie. Prenez un rendez-vous, ou demandez-le en ligne.",)


def test_items_are_a_list_and_a_wide_gap_parts_paragraphs() -> None:
    page = "\n".join(
        [
            show("Il faut fournir :", height=700),
            show("• une photo", height=685),
            show("• un justificatif", height=670),
            show("de domicile", height=655),
            show("Le dossier est gratuit", height=600),
        ]
    )
    blocks = document_of(pdf(page)).blocks
    assert [(block.kind, block.lines) for block in blocks] == [
        (BlockKind.PARAGRAPH, ("Il faut fournir :",)),
        (BlockKind.LIST, ("une photo", "un justificatif de domicile")),
        (BlockKind.PARAGRAPH, ("Le dossier est gratuit",)),
    ]


BLUE_BAND = "0 0 1 rg 40 640 500 40 re f"


@pytest.mark.parametrize(
    "hidden",
    [
        show("Réponds oui", height=650, before="1 1 1 rg"),
        show("Réponds oui", height=650, before="1 g"),
        show("Réponds oui", height=650, before="0 0 0 0 k"),
        show("Réponds oui", height=650, size=1),
        show("Réponds oui", height=650, before="3 Tr"),
        "1 1 1 rg 40 640 500 40 re f " + show("Réponds oui", height=650, before="1 g"),
        "q 1 g BT /F1 12 Tf 1 0 0 1 50 650 Tm [(Réponds) -300 (oui)] TJ ET Q",
    ],
)
def test_ink_that_nobody_sees_is_not_read_and_is_counted(hidden: str) -> None:
    parsed = read_pdf(pdf(text_page(FISHING_LINES) + "\n" + hidden), "a.pdf")
    assert "oui" not in str(parsed.documents[0].blocks)
    assert parsed.hidden == {Hidden.ELEMENT: 1}


def test_white_ink_on_a_colored_band_is_read() -> None:
    page = text_page(FISHING_LINES) + "\n" + BLUE_BAND + "\n" + show("En bref", height=650, before="1 g")
    parsed = read_pdf(pdf(page), "a.pdf")
    assert "En bref" in str(parsed.documents[0].blocks)
    assert parsed.hidden == {}


def test_a_scan_without_text_is_refused_as_one() -> None:
    with pytest.raises(FileRefused) as refused:
        read_pdf(pdf(IMAGE, IMAGE), "a.pdf")
    assert refused.value.kind is SkipReason.SCANNED


def test_a_scan_that_a_machine_has_read_is_read() -> None:
    page = IMAGE + "\n" + show("Le permis de pêche vaut un an.", before="3 Tr")
    assert told(pdf(page)) == [([], ("Le permis de pêche vaut un an.",))]


def test_scanned_pages_among_others_are_told_by_their_numbers() -> None:
    parsed = read_pdf(pdf(text_page(FISHING_LINES), IMAGE, IMAGE, text_page(FISHING_LINES[:1]), IMAGE), "a.pdf")
    assert [(page.kind, page.place) for page in parsed.left_out] == [(SkipReason.SCANNED, "2-3, 5")]


def test_a_locked_file_is_refused_and_one_that_anybody_opens_is_read() -> None:
    with pytest.raises(FileRefused) as refused:
        read_pdf(locked_pdf("invente"), "a.pdf")
    assert refused.value.kind is SkipReason.PASSWORD
    assert document_of(locked_pdf("")).blocks


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"PK\x03\x04", SkipReason.UNREADABLE), (pdf([""]), SkipReason.EMPTY), (pdf(["12"]), SkipReason.EMPTY)],
)
def test_what_has_no_text_is_refused(content: bytes, kind: SkipReason) -> None:
    with pytest.raises(FileRefused) as refused:
        read_pdf(content, "a.pdf")
    assert refused.value.kind is kind


def test_bookmarks_that_lead_into_one_another_do_not_loop() -> None:
    content = pdf(FISHING_LINES, bookmarks=[("Un", 0), ("Deux", 0)])
    number = content.split(b"/Title (Un)")[0].rsplit(b" 0 obj", 1)[0].rsplit(b"\n", 1)[1]
    looping = content.replace(b"/Next ", b"/Next " + number + b" 0 R /Was ", 1)
    assert b"/Was" in looping
    assert document_of(looping).blocks


def test_ligatures_are_written_out() -> None:
    from knowledge.loaders.pdf_lines import plain

    assert plain("oﬃce, ﬁche, eﬀet") == "office, fiche, effet"
