from xml.etree.ElementTree import fromstring

import pytest

from knowledge.loaders.tables import table_lines


def row(*cells: str, kind: str = "normal") -> str:
    return f"<Rangée type='{kind}'>{''.join(cells)}</Rangée>"


def cell(text: str, down: int = 1, across: int = 1) -> str:
    return f"<Cellule fusionVerticale='{down}' fusionHorizontale='{across}'><Paragraphe>{text}</Paragraphe></Cellule>"


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            [row(cell("Âge"), cell("Prix"), kind="header"), row(cell("18 ans"), cell("25 €"))],
            ["Âge | Prix", "18 ans | 25 €"],
        ),
        (
            [row(cell("Ville", down=2), cell("10 €")), row(cell("12 €")), row(cell("Port"), cell("3 €"))],
            ["Ville | 10 €", "Ville | 12 €", "Port | 3 €"],
        ),
        (
            [
                row(cell("Durée", down=2), cell("Taux", across=2), kind="header"),
                row(cell("Impôt"), cell("Taxe"), kind="header"),
                row(cell("1 an"), cell("6 %"), cell("2 %")),
            ],
            ["Durée | Taux – Impôt | Taux – Taxe", "1 an | 6 % | 2 %"],
        ),
        ([row(cell("a"), cell("b", across=2)), row(cell("c"), cell("d"), cell("e"))], ["a | b | b", "c | d | e"]),
        ([row(cell("")), row(cell("seul"))], ["seul"]),
    ],
)
def test_each_row_can_be_read_alone(rows: list[str], lines: list[str]) -> None:
    assert table_lines(fromstring(f"<Tableau>{''.join(rows)}</Tableau>")) == lines  # noqa: S314


@pytest.mark.parametrize("span", ["0", "-3", "beaucoup", "999999999"])
def test_an_absurd_span_does_no_harm(span: str) -> None:
    table = (
        f"<Tableau><Rangée><Cellule fusionHorizontale='{span}'><Paragraphe>x</Paragraphe></Cellule></Rangée></Tableau>"
    )
    assert len(table_lines(fromstring(table))) == 1  # noqa: S314


def test_a_list_inside_a_cell_is_kept() -> None:
    inside = "<Liste><Item><Paragraphe>un</Paragraphe></Item><Item><Paragraphe>deux</Paragraphe></Item></Liste>"
    assert table_lines(fromstring(f"<Tableau><Rangée><Cellule>{inside}</Cellule></Rangée></Tableau>")) == ["un deux"]  # noqa: S314
