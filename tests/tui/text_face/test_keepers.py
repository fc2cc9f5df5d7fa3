"""The keepers' lists in plain lines, as a conversation."""

import pytest

from assistant.vocabulary import Role, ValidatedState, Worklist
from tests.tui.fake_keepers import GIVEN
from tests.tui.fake_server import ME, PASSWORD, FakeServer
from tests.tui.text_face.typist import Step, hold
from tui.desk import Desk

IN: tuple[Step, ...] = (ME, PASSWORD)
WORK, ANSWERS, ACCOUNTS = "3", "Réponses", "Comptes"


@pytest.fixture
def admin(server: FakeServer) -> FakeServer:
    server.roles = (Role.ADMIN,)
    return server


async def test_an_admin_begins_at_the_bases(desk: Desk, admin: FakeServer) -> None:
    said = await hold(desk, *IN)
    assert "Bases : 2" in said.told
    assert "1) jardins" in said.told
    assert "   BROUILLON du 1er juin 2026 à vérifier · 41 pages" in said.told
    assert [asked for asked in admin.asked if asked.startswith("GET desk")] == []


async def test_a_draft_is_compared_read_and_published(desk: Desk, admin: FakeServer) -> None:
    admin.keepers.finish_index("jardins")
    said = await hold(desk, *IN, "ouvrir 1", "ouvrir 1", "ouvrir 1", "", "publier", "1")
    assert "1) modifiée · Carte de jardin partagé" in said.told
    assert "- retiré : La carte coûte 25 €." in said.told
    assert "Publiée ensuite : version dddddddd, chargée le 1er juin 2026" in said.told
    assert admin.keepers.versions["jardins"][0].is_published
    assert "1) PUBLIÉE · version dddddddd, chargée le 1er juin 2026" in said.told


async def test_publishing_is_given_up_by_zero(desk: Desk, admin: FakeServer) -> None:
    said = await hold(desk, *IN, "ouvrir 1", "u 1", "0")
    assert "Fait : Rien n'est changé." in said.told
    assert admin.keepers.deeds == []


async def test_a_deed_is_about_the_row_that_is_named_or_told_impossible(desk: Desk, admin: FakeServer) -> None:
    said = await hold(desk, *IN, "ouvrir 1", "x 2", "x 4", "1")
    assert "Attention : « Supprimer » n'est pas possible ici." in said.told
    assert admin.keepers.deeds == ["DELETE knowledge/jardins/versions/" + "9" * 16]


async def test_an_item_is_marked_with_a_reason(desk: Desk, admin: FakeServer) -> None:
    said = await hold(desk, *IN, WORK, "3", "d 2", "lien refait", "ouvrir 1", "")
    assert "jardins · Liens qui ne répondent pas : 1 à traiter" in said.told
    assert "Fait : La ligne est notée comme faite." in said.told
    assert "Combien coûte la carte pour [masqué : nom 1] ?" in said.told
    kept = admin.keepers.items[Worklist.LINKS][1].mark
    assert kept is not None
    assert kept.why == "lien refait"


WRITTEN: tuple[Step, ...] = ("Où demander la carte ?", ".", "jardins/J1", ".")


async def test_an_answer_is_written_line_by_line(desk: Desk, admin: FakeServer) -> None:
    said = await hold(desk, *IN, ANSWERS, "a", *WRITTEN, "En mairie.", "Le matin.", ".", "Espaces verts", ".", "1")
    assert "Fait : La réponse est servie." in said.told
    assert admin.keepers.answers[0].text == "En mairie.\nLe matin."
    assert "1) servie, vérifiée le 1er juin 2026 · Espaces verts" in said.told


async def test_a_text_is_written_over_after_personal_data(desk: Desk, admin: FakeServer) -> None:
    again: tuple[Step, ...] = ("a", ".", ".", "-", "En mairie.", ".", "", ".", "1")
    said = await hold(
        desk, *IN, ANSWERS, "a", *WRITTEN, "Appelez le 06 12 34 56 78.", ".", "Espaces verts", ".", "1", "", *again
    )
    assert "Appelez le …." in said.told
    assert admin.keepers.answers[0].text == "En mairie."


async def test_an_answer_is_given_up_in_the_middle_and_taken_up_again(desk: Desk, admin: FakeServer) -> None:
    said = await hold(desk, *IN, ANSWERS, "a", "Où demander la carte ?", None, "a", None)
    assert said.told.count("Où demander la carte ?") == 1
    assert "Déjà écrit :" in said.told


async def test_an_answer_whose_page_changed_is_confirmed(desk: Desk, admin: FakeServer) -> None:
    said = await hold(desk, *IN, ANSWERS, "c 1", "1", "le prix n'a pas changé")
    assert "- jardins/J1 Carte de jardin partagé (PAGE CHANGÉE depuis)" in said.told
    assert admin.keepers.answers[0].state is ValidatedState.SERVED


async def test_an_account_is_added_by_numbers(desk: Desk, admin: FakeServer) -> None:
    said = await hold(desk, *IN, ACCOUNTS, "n", "lea.b", "", "1", "5", "")
    assert f"lea.b : {GIVEN}" in said.told
    assert admin.keepers.accounts[-1].roles == (Role.AGENT,)
    assert "Fait : Le compte de lea.b est ajouté." in said.told


async def test_a_referent_is_offered_nothing_that_changes(desk: Desk, server: FakeServer) -> None:
    server.roles = (Role.REFERENT,)
    said = await hold(desk, *IN, "ouvrir 1", "?", "u 1")
    assert "Publier" not in said.text
    assert "« u 1 » n'est pas un choix d'ici. Tapez ? pour le menu." in said.told
    assert server.keepers.deeds == []


async def test_what_a_server_that_is_gone_leaves(desk: Desk, admin: FakeServer) -> None:
    def stop() -> None:
        admin.is_down = True

    said = await hold(desk, *IN, "ouvrir 1", stop, "u 1")
    assert "Le serveur ne répond pas." in said.text
    assert said.prompts[-1] == "Versions. Votre choix ? "
