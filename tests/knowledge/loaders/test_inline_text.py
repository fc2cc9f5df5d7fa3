from xml.etree.ElementTree import fromstring

import pytest

from knowledge.loaders.inline_text import inline_text


@pytest.mark.parametrize(
    ("xml", "text"),
    [
        ("<P>Depuis le 1<Exposant>er</Exposant> mai</P>", "Depuis le 1er mai"),
        ("<P>12 m<Exposant>2</Exposant> au plus</P>", "12 m² au plus"),
        ("<P>50 cm<Exposant>3</Exposant></P>", "50 cm³"),
        ("<P>le CO<Indice>2</Indice> émis</P>", "le CO2 émis"),
        ("<P>jusqu'à<Valeur>1 500 €</Valeur> par an</P>", "jusqu'à 1 500 € par an"),
        ("<P>un <Lien>CDD</Lien>inférieur à 6 mois</P>", "un CDD inférieur à 6 mois"),
        ("<P>un <Lien>CDD</Lien>d'au moins 6 mois</P>", "un CDD d'au moins 6 mois"),
        ("<P>le service <E>V</E>igilance</P>", "le service Vigilance"),
        ("<P>des <E>conclusion</E>s écrites</P>", "des conclusions écrites"),
        ("<P>le 13<E>eme</E> mois</P>", "le 13eme mois"),
        ("<P>en 2<E>020</E></P>", "en 2020"),
        ("<P><V>21 jours</V><L>francs</L></P>", "21 jours francs"),
        ("<P>voir <L>le site</L>\n, puis payer</P>", "voir le site, puis payer"),
        ("<P>une image<Image><Legende>cachée</Legende></Image> ici</P>", "une image ici"),
        ("<P/>", ""),
    ],
)
def test_marks_leave_a_whole_sentence(xml: str, text: str) -> None:
    assert inline_text(fromstring(xml)) == text  # noqa: S314


def test_nothing_has_no_text() -> None:
    assert inline_text(None) == ""
