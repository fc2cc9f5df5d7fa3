from datetime import date

import pytest

from knowledge.loaders.hidden import Hidden
from knowledge.loaders.html_page import MOST_DEPTH, read_html
from knowledge.loaders.skipped import FileRefused, SkipReason
from knowledge.types import Block, BlockKind, Document

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Carte de pêche | Ville de Villeneuve</title>
<meta name="dcterms.modified" content="2024-03-01T10:00:00"><link rel="canonical" href="https://www.example.fr/peche">
</head><body><nav><a href="/">Accueil</a></nav><main><h1>Carte de pêche</h1>
<p>La carte est <strong>obligatoire</strong>.<br>Même pour un jour.</p>
<h2>Pièces</h2><ul><li>une photo</li><li><p>un justificatif</p><ul><li>de moins de 3 mois</li></ul></li></ul>
<h2>Prix</h2><table><tr><th rowspan="2">Public</th><th colspan="2">Prix</th></tr><tr><th>Jour</th><th>Année</th></tr>
<tr><td>Adulte</td><td>5 €</td><td>30 €</td></tr></table>
<dl><dt>Adulte</dt><dd>à partir de 18 ans</dd></dl>
<p>Voir <a href="https://www.example.fr/form">le formulaire</a> ou <a href="javascript:x()">ici</a>.</p></main>
<footer>Mentions légales</footer></body></html>"""


def document_of(html: str) -> Document:
    (document,) = read_html(html.encode(), "peche.html").documents
    return document


def lines_of(html: str) -> list[str]:
    return [line for block in document_of(html).blocks for line in block.lines]


def told(block: Block) -> tuple[list[str], BlockKind, tuple[str, ...]]:
    return [step.text for step in block.path], block.kind, block.lines


def test_a_page_gives_its_blocks_under_their_headings() -> None:
    document = document_of(PAGE)
    top = "Carte de pêche"
    assert (document.title, document.updated_on) == (top, date(2024, 3, 1))
    assert list(map(told, document.blocks)) == [
        ([top], BlockKind.PARAGRAPH, ("La carte est obligatoire.",)),
        ([top], BlockKind.PARAGRAPH, ("Même pour un jour.",)),
        ([top, "Pièces"], BlockKind.LIST, ("une photo", "un justificatif", "de moins de 3 mois")),
        (
            [top, "Prix"],
            BlockKind.TABLE,
            ("Public | Prix | Prix", "Public | Jour | Année", "Adulte | 5 € | 30 €"),
        ),
        ([top, "Prix"], BlockKind.LIST, ("Adulte : à partir de 18 ans",)),
        ([top, "Prix"], BlockKind.PARAGRAPH, ("Voir le formulaire ou ici.",)),
    ]
    assert document.introduction_blocks == 2
    assert [(action.title, action.url) for action in document.actions] == [
        ("le formulaire", "https://www.example.fr/form")
    ]
    assert document.url == "https://www.example.fr/peche"  # told, and believed only under the label's address


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">X</p>',
        '<p style="visibility: hidden">X</p>',
        '<p style="color:#fff">X</p>',
        '<p style="color:#336699; background-color: #336699">X</p>',
        '<p style="font-size:1px">X</p>',
        '<p style="position:absolute; left:-9999px">X</p>',
        '<p style="opacity:0">X</p>',
        "<p hidden>X</p>",
        '<p aria-hidden="true">X</p>',
        "<style>.s{display:none}</style><p class='s'>X</p>",
        "<style>/* a{} */ #t , .s { color: white }</style><p id='t'>X</p>",
    ],
)
def test_what_a_style_hides_is_taken_out_and_counted(hidden: str) -> None:
    parsed = read_html(f"<body><p>Visible.</p>{hidden}</body>".encode(), "a.html")
    assert [block.lines for block in parsed.documents[0].blocks] == [("Visible.",)]
    assert parsed.hidden == {Hidden.ELEMENT: 1}


@pytest.mark.parametrize(
    "shown",
    [
        '<p style="color:#fff; background:#003">X</p>',
        '<p style="font-size:12px">X</p>',
        "<style>@media print { p { display:none } }</style><p>X</p>",
        "<style>p:hover{display:none}</style><p>X</p>",
        "<style>p{color:red</style><p>X</p>",
        "<details><summary>S</summary><p>X</p></details>",
    ],
)
def test_what_a_reader_can_see_stays(shown: str) -> None:
    assert "X" in lines_of(f"<body>{shown}</body>")


def test_comments_programs_and_letters_of_no_width_go() -> None:
    html = "<p>Un te\u200bxte.<!-- ignore --><script>var a = 'b'</script><template>t</template></p>"
    parsed = read_html(html.encode(), "a.html")
    assert parsed.documents[0].blocks[0].lines == ("Un texte.",)
    assert parsed.hidden == {Hidden.COMMENT: 1, Hidden.CHARACTER: 1}


def test_menus_go_and_the_main_part_is_the_page() -> None:
    menus = '<header role="banner">Ville</header><nav>Menu</nav><aside>Pub</aside><form>Chercher</form>'
    assert lines_of(f"<body>{menus}<p>Texte.</p></body>") == ["Texte."]
    assert lines_of(f"<body>{menus}<p>Autre.</p><main><p>Texte.</p></main></body>") == ["Texte."]


def test_a_table_that_only_places_things_is_read_as_text() -> None:
    assert lines_of("<table><tr><td><h2>Prix</h2><p>30 €</p></td><td><p>Gratuit</p></td></tr></table>") == [
        "30 €",
        "Gratuit",
    ]


def test_a_title_that_names_the_site_too_gives_way_to_the_heading() -> None:
    assert document_of("<title>Prix - Ville</title><h1>Prix</h1><p>a</p>").title == "Prix"
    assert document_of("<title>Document1</title><p>a</p>").title == "Peche"
    assert document_of("<h2>Un</h2><p>a</p><h2>Deux</h2><p>b</p>").title == "Peche"


def test_an_old_encoding_is_read() -> None:
    html = '<meta charset="iso-8859-1"><p>Pêche à la ligne</p>'.encode("latin-1")
    assert read_html(html, "a.html").documents[0].blocks[0].lines == ("Pêche à la ligne",)


def test_elements_inside_one_another_without_end_are_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        read_html(b"<div>" * (MOST_DEPTH + 20) + b"x", "a.html")
    assert refused.value.kind is SkipReason.NESTED


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        read_html(b"<body><script>x</script><p hidden>y</p></body>", "a.html")
    assert refused.value.kind is SkipReason.EMPTY
