"""The keepers' lists on the screen, by keys alone."""

from typing import Any

import pytest

from assistant.vocabulary import Role, ValidatedState, Worklist, WorkMark
from tests.tui.fake_keepers import GIVEN, ITEMS
from tests.tui.fake_server import ME, PASSWORD, FakeServer
from tests.tui.screens.keyboard import open_screen
from tui.desk import Desk
from tui.places import Place

ANSWER = "La carte se demande en mairie, au guichet."


@pytest.fixture
def admin(server: FakeServer) -> FakeServer:
    server.roles = (Role.ADMIN,)
    return server


# Where one begins


async def test_an_admin_begins_at_the_bases_and_asks_for_no_queue(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        assert "[1 Bases] 2 À traiter  3 Réponses  4 Comptes" in keyboard.seen
        assert "publiée le 1er juin 2026 · 40 pages · version aaaaaaaa" in keyboard.seen
        assert "BROUILLON du 1er juin 2026 à vérifier · 41 pages" in keyboard.seen
        assert "parvis knowledge load BASE --source FICHIER --draft" in keyboard.read
        assert "connexion" not in keyboard.seen
    assert [asked for asked in admin.asked if asked.startswith("GET desk")] == []


async def test_a_referent_reads_everything_and_changes_nothing(desk: Desk, server: FakeServer) -> None:
    server.roles = (Role.REFERENT,)
    async with open_screen(desk) as keyboard:
        assert "[1 Bases] 2 À traiter  3 Réponses" in keyboard.seen
        assert "4 Comptes" not in keyboard.seen
        await keyboard.press("enter")
        assert "Publier" not in keyboard.seen
        await keyboard.press("u")
        assert "« Publier » n'est pas possible ici." in keyboard.read
        await keyboard.press("escape", "escape")
        assert "[1 En attente 3]" in keyboard.seen
    assert server.keepers.deeds == []


async def test_an_agent_begins_at_the_requests_and_reaches_the_answers_alone(desk: Desk) -> None:
    async with open_screen(desk) as keyboard:
        assert "[1 En attente 3]" in keyboard.seen
        await keyboard.press("k")
        assert "[3 Réponses]" in keyboard.seen
        assert "1 Bases" not in keyboard.seen
        await keyboard.press("4")
        assert desk.place is Place.ANSWERS
        await keyboard.press("escape")
        assert "[1 En attente 3]" in keyboard.seen


async def test_who_has_both_roles_goes_from_requests_to_bases_and_back(desk: Desk, server: FakeServer) -> None:
    server.roles = (Role.AGENT, Role.ADMIN)
    async with open_screen(desk) as keyboard:
        await keyboard.press("k")
        assert "[1 Bases]" in keyboard.seen
        assert "Marie D., disponible · connecté" in keyboard.seen
        await keyboard.press("escape", "k", "4", "escape")
        assert "[1 En attente 3]" in keyboard.seen


async def test_urgent_requests_are_told_there_too_and_the_course_is_not(desk: Desk, server: FakeServer) -> None:
    server.is_trained = False
    async with open_screen(desk) as keyboard:
        assert "Formation à passer" in keyboard.seen
        await keyboard.press("k")
        assert "!! 1 demande(s) URGENTE(S)" in keyboard.seen
        assert "Formation à passer" not in keyboard.seen


async def test_signing_out_forgets_what_was_read(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("4", "s")
        assert "Nom du compte" in keyboard.seen
        assert "zoe.k" not in keyboard.seen
        admin.roles = (Role.AGENT,)
        await keyboard.write(f"{ME}\n{PASSWORD}\n")
        assert "[1 En attente 3]" in keyboard.seen
    assert desk.keeping.accounts == ()


# Versions


async def test_a_draft_is_compared_and_a_page_is_read_line_by_line(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("enter", "enter")
        assert "2 ajoutée(s), 1 retirée(s), 1 modifiée(s), 0 redatée(s), 38 inchangée(s)." in keyboard.seen
        assert "bonne page en premier 50% avant, 75% après" in keyboard.read
        assert "▶ modifiée · Carte de jardin partagé" in keyboard.seen
        await keyboard.press("enter")
        assert "- retiré : La carte coûte 25 €." in keyboard.read
        assert "+ ajouté : La carte coûte 27 €." in keyboard.read
        await keyboard.press("escape", "g")
        assert "rang avant : pas dans les 10 premières, rang après : 1" in keyboard.read
        await keyboard.press("escape", "escape", "escape")
        assert "[1 Bases]" in keyboard.seen
        assert desk.place is Place.BASES


async def test_publishing_names_what_changes_and_waits_for_the_index(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("enter", "u")
        assert "Publiée aujourd'hui : version aaaaaaaa" in keyboard.read
        assert "Publiée ensuite : version dddddddd" in keyboard.read
        assert "2 ajoutée(s), 1 retirée(s)" in keyboard.read
        assert "index par le sens à construire" in keyboard.read
        await keyboard.press("enter")
        assert admin.keepers.deeds == []
        await keyboard.press("u", "1")
        assert "Publier tout de suite, par les mots seuls" in keyboard.read
        await keyboard.press("enter")
        assert "Construisez d'abord l'index : touche p." in keyboard.read
        assert not admin.keepers.versions["jardins"][0].is_published
        await keyboard.press("p")
        assert "index par le sens en construction" in keyboard.seen
        admin.keepers.finish_index("jardins")
        await keyboard.press("ctrl+r")
        assert "en construction" not in keyboard.seen
        await keyboard.press("u", "1")
        assert "Fait : Publiée : version dddddddd" in keyboard.read
        assert "▶ PUBLIÉE · version dddddddd" in keyboard.seen
    assert admin.bodies[-2]["words_first"] is False


async def test_publishing_without_the_index_is_said_twice(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("enter", "u", "1", "1")
        assert admin.keepers.versions["jardins"][0].is_published
        assert "Fait : Publiée" in keyboard.read
    assert [body["words_first"] for body in admin.bodies if "words_first" in body] == [False, True]


async def test_a_comparison_that_was_read_is_not_asked_for_again(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("enter", "enter", "u")
        assert "Publier cette version ?" in keyboard.read
    assert admin.keepers.checks == 1


async def test_going_back_and_removing_ask_first(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("enter", "r", "escape", "down", "down", "down", "x", "escape")
        assert admin.keepers.deeds == []
        await keyboard.press("x", "1")
        assert "Fait : Supprimée : version 99999999" in keyboard.read
        await keyboard.press("r", "1")
        assert "Fait : Publiée : version bbbbbbbb" in keyboard.read
    assert admin.keepers.deeds == ["DELETE knowledge/jardins/versions/" + "9" * 16, "POST knowledge/jardins/rollback"]


async def test_what_is_published_is_described_and_not_compared(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("enter", "down", "enter")
        assert "40 pages, 400 passages" in keyboard.read
    assert admin.keepers.checks == 0


# Work


async def test_an_item_is_read_marked_with_a_reason_and_opened_again(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("2", "3")
        assert "jardins · Liens qui ne répondent pas : 2 à traiter" in keyboard.seen
        assert "mise à jour : 1er mars 2019 · réponses : 4 · résultat : mort" in keyboard.seen
        await keyboard.press("enter")
        assert "Combien coûte la carte pour [masqué : nom 1] ?" in keyboard.read
        await keyboard.press("escape", "d")
        await keyboard.write("lien refait\n")
        assert "Liens qui ne répondent pas : 1 à traiter" in keyboard.seen
        assert "Page 1" not in keyboard.seen
        await keyboard.press("a")
        assert "FAIT, par zoe.k" in keyboard.seen
        assert "(lien refait)" in keyboard.seen
        await keyboard.press("up", "o", "enter")
        assert "Fait : La ligne est de nouveau à faire." in keyboard.read
        await keyboard.press("i", "enter")
    marks = [item.mark.mark for item in admin.keepers.items[Worklist.LINKS] if item.mark]
    assert marks == [WorkMark.IGNORED]


async def test_a_reason_that_was_given_up_is_kept_and_nothing_is_marked(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("2", "1", "d")
        await keyboard.write("vue avec le service")
        await keyboard.press("escape", "d")
        assert "vue avec le service" in keyboard.read
    assert all(item.mark is None for item in admin.keepers.items[Worklist.STALE])


async def test_a_long_list_is_read_in_pieces(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("2", "1")
        assert "Il y en a d'autres : touche m." in keyboard.seen
        await keyboard.press("m")
        assert len(desk.keeping.items) == ITEMS
        assert "touche m" not in keyboard.seen


async def test_an_item_that_is_gone_is_told_and_the_list_read_again(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("2", "3")
        admin.keepers.items[Worklist.LINKS].pop(0)
        await keyboard.press("d", "enter")
        assert "Attention : Cette ligne n'est plus dans la liste. Relisez la liste." in keyboard.read
        assert "Page 1" not in keyboard.seen


async def test_the_same_list_of_another_base(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("2", "6", "b", "2")
        assert "marches · Pages signalées : 2 à traiter" in keyboard.seen


# Answers


async def write_parts(keyboard: Any, text: str) -> None:
    await keyboard.write("Où demander la carte ?")
    await keyboard.press("ctrl+s")
    await keyboard.write("jardins/J1")
    await keyboard.press("ctrl+s")
    await keyboard.write(text)
    await keyboard.press("ctrl+s")
    await keyboard.write("Espaces verts\n")
    await keyboard.press("ctrl+s")


async def test_an_answer_is_written_read_again_and_served(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("3", "a")
        assert "Questions (1 sur 5)" in keyboard.read
        await write_parts(keyboard, ANSWER)
        assert "Servir cette réponse ?" in keyboard.read
        assert ANSWER in keyboard.read
        await keyboard.press("1")
        assert "Fait : La réponse est servie." in keyboard.read
    written = admin.keepers.answers[0]
    assert (written.text, written.service, written.questions) == (ANSWER, "Espaces verts", ("Où demander la carte ?",))
    assert [(page.base, page.document_id) for page in written.pages] == [("jardins", "J1")]
    assert desk.unsent.all == {}


async def test_personal_data_is_shown_and_what_was_typed_is_kept(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("3", "a")
        await write_parts(keyboard, "Appelez le 06 12 34 56 78.")
        await keyboard.press("1")
        assert "Données personnelles à retirer" in keyboard.read
        assert "Appelez le …." in keyboard.read
        await keyboard.press("escape")
        assert "Ce que vous avez tapé est gardé" in keyboard.read
        await keyboard.press("a")
        assert "Où demander la carte ?" in keyboard.read
    assert len(admin.keepers.answers) == 2


async def test_a_figure_of_no_page_needs_a_reason(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("3", "a")
        await write_parts(keyboard, "La carte coûte 27 euros.")
        await keyboard.press("1")
        assert "Ces chiffres ne sont dans aucune des pages : 27 euros." in keyboard.read
        await keyboard.press("escape")
        assert len(admin.keepers.answers) == 2
        await keyboard.press("a", "ctrl+s", "ctrl+s", "ctrl+s", "enter", "ctrl+s", "1")
        await keyboard.write("tarif voté en mai\n")
        assert "Fait : La réponse est servie." in keyboard.read
    assert admin.keepers.answers[0].unsupported_why == "tarif voté en mai"


async def test_an_answer_whose_page_changed_is_confirmed_with_its_version(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("3")
        assert "▶ À REVOIR, sa page a changé · Espaces verts" in keyboard.seen
        await keyboard.press("enter")
        assert "PAGE CHANGÉE depuis" in keyboard.read
        await keyboard.press("escape", "c", "1", "enter")
        assert "Fait : La réponse est servie de nouveau." in keyboard.read
    assert admin.keepers.answers[0].state is ValidatedState.SERVED
    assert admin.bodies[-2]["version"] == 3


async def test_an_answer_is_corrected_from_its_own_words(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("3", "down", "e", "ctrl+s", "ctrl+s")
        await keyboard.write(" Le matin.")
        await keyboard.press("ctrl+s", "enter", "ctrl+s", "enter", "1")
        assert "Fait : La réponse est servie." in keyboard.read
    corrected = admin.keepers.answers[0]
    assert (corrected.id, corrected.version) == ("r-2", 4)
    assert corrected.text == "La carte se demande en mairie. Le matin."


async def test_an_answer_that_was_withdrawn_cannot_be_changed(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("3", "x", "escape")
        assert admin.keepers.deeds == []
        await keyboard.press("x", "1", "enter", "e")
        assert "« Rectifier » n'est pas possible ici." in keyboard.read
        assert "retirée · Espaces verts" in keyboard.seen


async def test_an_answer_somebody_changed_meanwhile_is_read_again(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("3", "x", "1")
        changed = admin.keepers.answers[0].model_copy(update={"version": 8})
        admin.keepers.answers[0] = changed
        await keyboard.press("enter")
        assert "Quelqu'un a changé cette réponse entre-temps." in keyboard.read
    assert desk.keeping.answers[0].version == 8


async def test_a_case_gives_the_beginning_of_an_answer(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("down", "down", "t", "escape", "a")
        assert "Comment obtenir la carte de jardin partagé ?" in keyboard.read
        await keyboard.press("ctrl+s")
        assert "particuliers/" in keyboard.read
        await keyboard.press("ctrl+s")
        await keyboard.write(ANSWER)
        await keyboard.press("ctrl+s")
        await keyboard.write("Espaces verts\n")
        await keyboard.press("ctrl+s", "1")
        assert desk.place is Place.CASE
        assert "Fait : La réponse est servie." in keyboard.read
    assert server.keepers.answers[0].text == ANSWER


# Accounts


async def test_an_account_is_added_and_its_password_told_once(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("4", "n")
        await keyboard.write("lea.b\nLéa B.\n")
        await keyboard.press("1", "3", "3", "5")
        assert GIVEN in keyboard.read
        await keyboard.press("enter")
        assert GIVEN not in keyboard.seen
        assert "lea.b · Léa B." in keyboard.seen
    assert admin.keepers.accounts[-1].roles == (Role.AGENT,)
    assert desk.unsent.all == {}


async def test_a_name_that_is_taken_is_told_and_kept(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("4", "n")
        await keyboard.write("zoe.k\n\n")
        await keyboard.press("1", "5")
        assert "Ce nom est déjà pris. Choisissez-en un autre. Votre texte est gardé." in keyboard.read
        await keyboard.press("n")
        assert "zoe.k" in keyboard.read


async def test_roles_passwords_and_closing_are_changed_on_the_marked_account(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("4", "r", "3", "5")
        assert admin.keepers.accounts[0].roles == (Role.AGENT, Role.REFERENT)
        await keyboard.press("p", "1")
        assert GIVEN in keyboard.read
        await keyboard.press("enter", "x", "escape")
        assert not admin.keepers.accounts[0].is_disabled
        await keyboard.press("x", "1")
        assert "marie.d · FERMÉ" in keyboard.seen
        await keyboard.press("o")
        assert not admin.keepers.accounts[0].is_disabled


# Troubles


async def test_a_session_that_ended_asks_for_the_password_and_goes_on(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        admin.expire()
        await keyboard.press("enter")
        assert "Votre session est terminée." in keyboard.read
        await keyboard.write(f"{PASSWORD}\n")
        assert "▶ BROUILLON · version dddddddd" in keyboard.seen


async def test_a_server_that_does_not_answer_leaves_the_list(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        admin.is_down = True
        await keyboard.press("enter")
        assert "Le serveur ne répond pas." in keyboard.read
        assert "[1 Bases]" in keyboard.seen
        assert desk.place is Place.BASES


async def test_everything_fits_in_forty_columns(desk: Desk, admin: FakeServer) -> None:
    async with open_screen(desk, (40, 24)) as keyboard:
        await keyboard.press("enter", "enter")
        assert "▶ modifiée · Carte de jardin partagé" in keyboard.seen
        assert "F1 Aide" in keyboard.seen


async def test_a_connection_that_comes_back_leaves_the_list_as_it_was(desk: Desk, server: FakeServer) -> None:
    server.roles = (Role.AGENT, Role.ADMIN)
    async with open_screen(desk) as keyboard:
        await keyboard.press("k", "enter", "enter")
        server.stop()
        await keyboard.settle()
        assert "CONNEXION PERDUE" in keyboard.seen
        await keyboard.press("escape")
        assert "PUBLIÉE · version aaaaaaaa" in keyboard.seen
        server.start()
        keyboard.retry.set()
        await keyboard.settle()
        assert "CONNEXION PERDUE" not in keyboard.seen
    assert server.keepers.checks == 1
