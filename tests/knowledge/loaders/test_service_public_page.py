from datetime import date
from xml.etree.ElementTree import fromstring

import pytest

from knowledge.loaders.service_public_actions import Resource
from knowledge.loaders.service_public_page import has_text, names_given, read_page
from knowledge.types import ActionKind, BlockKind, Document, HeadingKind, PageAction, Term
from tests.knowledge.sources import FISHING, SHIP_CARD, chapter, page

RESOURCE = Resource(ActionKind.ONLINE_SERVICE, "Prendre rendez-vous au port", "https://www.example.fr/rdv", "")


def read(xml: str, resources: dict[str, Resource] | None = None) -> Document:
    return read_page(fromstring(xml), "port", resources or {})  # noqa: S314


def read_body(body: str) -> Document:
    return read(page("F1", "Titre", f"<Texte>{body}</Texte>"))


def lines(document: Document) -> list[tuple[BlockKind, tuple[str, ...]]]:
    return [(block.kind, block.lines) for block in document.blocks]


def test_the_page_keeps_what_the_publisher_says_of_it() -> None:
    document = read(SHIP_CARD)
    assert (document.id, document.base, document.title) == ("F10", "port", "Carte de batelier")
    assert document.url == "https://www.example.fr/F10"
    assert document.updated_on == date(2020, 8, 26)
    assert (document.theme, document.audience, document.kind) == ("Papiers", "Particuliers", "Fiche d'information")
    assert document.breadcrumb == ("Papiers",)
    assert document.related == ("F11",)
    assert document.costs == ("La carte coûte 25\u00a0€.", "La carte est gratuite.")
    assert document.terms == (Term("VNF", "Voies navigables de France", is_abbreviation=True),)


@pytest.mark.parametrize("written", ["modified 2020-13-45", "", "modified"])
def test_a_date_that_is_none_is_unknown(written: str) -> None:
    assert read(SHIP_CARD.replace("modified 2020-08-26", written)).updated_on is None


def test_the_introduction_comes_first_and_is_told_apart() -> None:
    introduction = "<Introduction><Texte><Paragraphe>Début.</Paragraphe></Texte></Introduction>"
    body = f"<Texte><Paragraphe>Suite.</Paragraphe></Texte>{introduction}"
    document = read(page("F1", "Titre", body))
    assert [block.lines[0] for block in document.blocks] == ["Début.", "Suite."]
    assert document.introduction_blocks == 1


def test_situations_of_one_list_exclude_each_other_and_lists_are_told_apart() -> None:
    inside = "".join(f"<Cas><Titre>{name}</Titre><Paragraphe>x</Paragraphe></Cas>" for name in "AB")
    cases = f"<BlocCas>{inside}</BlocCas>"
    document = read_body(cases + cases)
    steps = [block.path[-1] for block in document.blocks]
    assert [(step.kind, step.text) for step in steps] == [(HeadingKind.CASE, text) for text in "ABAB"]
    assert steps[0].group == steps[1].group
    assert steps[2].group == steps[3].group
    assert steps[0].group != steps[2].group


def test_same_words_under_two_situations_stay_two_blocks() -> None:
    document = read(SHIP_CARD)
    places = [block for block in document.blocks if block.lines == ("Présentez-vous au port avec une photo.",)]
    assert [block.path[1].text for block in places] == ["Vous êtes majeur", "Vous êtes mineur"]


def test_ways_of_doing_one_thing_are_chapters_not_cases() -> None:
    document = read_body(
        "<BlocCas type='modalite'><Cas type='enLigne'><Titre>En ligne</Titre><Paragraphe>x</Paragraphe></Cas></BlocCas>"
    )
    assert document.blocks[0].path[-1].kind is HeadingKind.CHAPTER


@pytest.mark.parametrize(
    ("element", "label", "kind"),
    [
        ("Attention", "Attention", BlockKind.WARNING),
        ("ANoter", "À noter", BlockKind.NOTE),
        ("ASavoir", "À savoir", BlockKind.NOTE),
        ("Rappel", "Rappel", BlockKind.NOTE),
    ],
)
def test_a_remark_says_what_it_is(element: str, label: str, kind: BlockKind) -> None:
    document = read_body(f"<{element}><Paragraphe>fermé le lundi.</Paragraphe></{element}>")
    assert lines(document) == [(kind, (f"{label} : fermé le lundi.",))]
    titled = read_body(f"<{element}><Titre>Exemple</Titre><Paragraphe>un cas.</Paragraphe></{element}>")
    assert lines(titled) == [(kind, ("Exemple : un cas.",))]


def test_lists_keep_their_items_conditions_and_inner_lists_in_order() -> None:
    body = (
        "<Liste><Item><Paragraphe>un</Paragraphe><Liste><Item><Paragraphe>dedans</Paragraphe></Item></Liste></Item>"
        "<Item><Condition><estVrai var='T1'/></Condition><Paragraphe>deux</Paragraphe></Item></Liste>"
        "<Liste><Item><Paragraphe>trois</Paragraphe></Item></Liste>"
    )
    assert lines(read_body(body)) == [(BlockKind.LIST, ("un", "– dedans", "deux", "trois"))]


def test_a_place_to_go_is_an_action_and_a_line_with_its_details() -> None:
    body = (
        "<OuSAdresser ID='R1' type='Centre de contact'><Titre>Port de plaisance</Titre>"
        "<Complement>Pour un renseignement</Complement><RessourceWeb URL='https://www.example.fr/port'/>"
        "<Texte><Chapitre><Titre><Paragraphe>Par téléphone</Paragraphe></Titre><Paragraphe>01 99 00 12 34</Paragraphe>"
        "</Chapitre></Texte></OuSAdresser>"
    )
    document = read_body(body)
    assert document.actions == (PageAction(ActionKind.CONTACT, "Port de plaisance", "https://www.example.fr/port"),)
    assert lines(document) == [
        (
            BlockKind.NOTE,
            ("Où s'adresser : Port de plaisance (Pour un renseignement)", "Par téléphone : 01 99 00 12 34"),
        )
    ]


def test_a_form_listed_under_the_page_is_an_action_and_a_line() -> None:
    document = read(SHIP_CARD)
    form = PageAction(
        ActionKind.FORM, "Demande de carte de batelier", "https://www.example.fr/formulaire.pdf", "cerfa n°99123*01"
    )
    assert form in document.actions
    assert document.blocks[-1].lines == ("Formulaire : Demande de carte de batelier (cerfa n°99123*01)",)


def test_a_service_said_in_the_body_is_not_said_again_at_the_end() -> None:
    service = "<ServiceEnLigne ID='R3' type='Simulateur' URL='https://www.example.fr/s'><Titre>Calcul</Titre></ServiceEnLigne>"
    document = read(page("F1", "Titre", f"<Texte>{service}</Texte>{service}"))
    assert [block.lines for block in document.blocks] == [("Simulateur : Calcul",)]
    assert document.actions == (PageAction(ActionKind.SIMULATOR, "Calcul", "https://www.example.fr/s"),)


def test_actions_remember_the_branch_under_which_they_stand() -> None:
    service = "<ServiceEnLigne ID='R3' type='Modèle de document'><Titre>Lettre</Titre></ServiceEnLigne>"
    document = read_body(f"<BlocCas><Cas><Titre>Refus</Titre>{service}</Cas></BlocCas>")
    assert document.actions == (PageAction(ActionKind.LETTER, "Lettre", path=("Refus",)),)


def test_a_link_in_a_sentence_to_a_service_page_becomes_its_action() -> None:
    body = "<Texte><Paragraphe>Prenez <LienInterne LienPublication='R5'>rendez-vous</LienInterne>.</Paragraphe></Texte>"
    document = read(page("F1", "Titre", body), {"R5": RESOURCE})
    assert document.actions == (PageAction(RESOURCE.kind, RESOURCE.title, RESOURCE.url),)
    assert document.blocks[0].lines == ("Prenez rendez-vous.",)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "ftp://example.fr"])
def test_an_address_that_is_not_of_the_web_is_dropped(url: str) -> None:
    document = read(
        page(
            "F1", "T", f"<Texte><Paragraphe>x</Paragraphe></Texte><Reference URL='{url}'><Titre>Loi</Titre></Reference>"
        )
    )
    assert document.actions == (PageAction(ActionKind.REFERENCE, "Loi", ""),)


def test_an_unknown_element_keeps_its_text() -> None:
    document = read_body("<Encadré><Paragraphe>Nouveau.</Paragraphe></Encadré><Etiquette>Seule.</Etiquette>")
    assert [block.lines[0] for block in document.blocks] == ["Nouveau.", "Seule."]


def test_a_comment_is_not_text() -> None:
    document = read_body("<Paragraphe>Visible<!-- caché -->.</Paragraphe>")
    assert document.blocks[0].lines == ("Visible.",)


def test_a_fragment_repeated_for_each_answer_is_read_once() -> None:
    condition = "<Condition><estVrai var='T1'/></Condition>"
    fragment = f"<FragmentConditionne>{condition}<Paragraphe>Pareil.</Paragraphe></FragmentConditionne>"
    assert lines(read_body(fragment * 2)) == [(BlockKind.PARAGRAPH, ("Pareil.",))]


def test_a_notice_over_the_page_is_a_warning_under_its_title() -> None:
    notice = "<Avertissement><Titre>Crue</Titre><Texte><Paragraphe>Port fermé.</Paragraphe></Texte></Avertissement>"
    document = read(page("F1", "Titre", notice + "<Texte><Paragraphe>x</Paragraphe></Texte>"))
    assert (document.blocks[0].kind, document.blocks[0].path[-1].text) == (BlockKind.WARNING, "Crue")


def test_a_table_stands_under_its_title() -> None:
    table = "<Tableau><Titre>Tarifs</Titre><Rangée><Cellule><Paragraphe>3 €</Paragraphe></Cellule></Rangée></Tableau>"
    block = read_body(chapter("Coût", "Voir :") + table).blocks[-1]
    assert (block.kind, block.path[-1].text, block.lines) == (BlockKind.TABLE, "Tarifs", ("3 €",))


def test_a_page_that_only_points_to_others_has_no_text() -> None:
    assert has_text(fromstring(FISHING))  # noqa: S314
    assert not has_text(fromstring(page("N1", "Dossier", "<Fiche ID='F1'>Une fiche</Fiche>")))  # noqa: S314


def test_names_given_to_other_pages_are_read_from_links_and_lists() -> None:
    body = (
        "<Texte><Paragraphe><LienInterne LienPublication='F2'>le quai</LienInterne></Paragraphe></Texte>"
        "<VoirAussi><Fiche ID='F3'><Titre>Les écluses</Titre></Fiche></VoirAussi>"
        "<QuestionReponse ID='F4'>Où amarrer ?</QuestionReponse>"
        "<Paragraphe><LienInterne LienPublication='R5'>formulaire</LienInterne></Paragraphe>"
    )
    given = set(names_given(fromstring(page("F1", "T", body))))  # noqa: S314
    assert given == {("F2", "le quai"), ("F3", "Les écluses"), ("F4", "Où amarrer ?")}
