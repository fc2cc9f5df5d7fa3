"""Each action of the screen, by keys alone."""

import pytest

from assistant.vocabulary import (
    CallBackOutcome,
    CaseLabel,
    ClosingReason,
    DraftVerdict,
    EscalationState,
    Language,
    Presence,
)
from tests.tui.fake_server import ME, PASSWORD, FakeServer
from tests.tui.screens.keyboard import open_screen
from tui.actions import ACTIONS
from tui.deeds.perform import DEEDS
from tui.desk import Desk
from tui.screens.lists import ListsScreen
from tui.unsent import reply_slot


async def test_a_case_is_taken_answered_and_closed_with_four_keys_beside_the_text(
    desk: Desk, server: FakeServer
) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("t")
        await keyboard.write("Bonjour, je vous lis.")
        await keyboard.press("ctrl+s", "x", "1")
        case = server.cases["c-urgent"]
        assert case.messages[-1].text == "Bonjour, je vous lis."
        assert case.line.state is EscalationState.CLOSED
        assert case.closing_reason is ClosingReason.ANSWERED
        assert "Fait : La demande est close." in keyboard.read


async def test_labels_are_ticked_by_letters_and_seen_before_closing(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("t", "escape", "x", "b", "d", "b")
        assert "[x] d. page peu claire" in keyboard.seen
        assert "[ ] b. page manquante" in keyboard.seen
        await keyboard.press("3")
    assert server.cases["c-urgent"].labels == (CaseLabel.PAGE_UNCLEAR,)
    assert server.cases["c-urgent"].closing_reason is ClosingReason.SENT_ELSEWHERE


async def test_signing_in_hides_the_password_and_tells_failures(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk, signs_in=False) as keyboard:
        await keyboard.write(f"{ME}\nmauvais\n")
        assert "Le nom ou le mot de passe est incorrect." in keyboard.read
        assert ME in keyboard.read
        await keyboard.write("secret")
        assert "secret" not in keyboard.seen
        await keyboard.press("enter")
        await keyboard.write("encore\n")
        await keyboard.write(f"{PASSWORD}\n")
        assert "Attendez 40 secondes" in keyboard.read


async def test_a_given_password_is_changed_before_anything_else(desk: Desk, server: FakeServer) -> None:
    server.given.add(ME)
    async with open_screen(desk) as keyboard:
        assert "Ce mot de passe vous a été donné." in keyboard.read
        chosen = "un mot de passe bien long"
        await keyboard.write(f"{PASSWORD}\n{chosen}\n{chosen}\n")
        assert "[1 En attente 3]" in keyboard.seen
        assert server.passwords[ME] == chosen


async def test_giving_up_the_sign_in_leaves(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk, signs_in=False) as keyboard:
        await keyboard.press("escape")
        assert not keyboard.app.is_running


@pytest.mark.parametrize(
    ("key", "shown"),
    [("2", "[2 Les miennes 0]"), ("3", "[3 Collègues 1]"), ("4", "[4 Rappels 0]"), ("5", "[5 À relire 1]")],
)
async def test_each_list_has_its_key_and_a_mark_beside_its_colour(key: str, shown: str, desk: Desk) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press(key)
        assert shown in keyboard.seen
        assert "[1 En attente 3]" not in keyboard.seen


async def test_a_row_is_opened_by_enter_and_left_by_escape(desk: Desk) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("down", "down", "enter")
        assert "▤ Page officielle 1 : Carte de jardin partagé" in keyboard.seen
        assert "Prenez la demande pour répondre : touche t." in keyboard.seen
        await keyboard.press("escape")
        assert "▶ en attente depuis 12 min" in keyboard.seen


async def test_the_answer_stays_folded_under_the_pages_until_it_is_asked_for(desk: Desk) -> None:
    async with open_screen(desk, (80, 60)) as keyboard:
        await keyboard.press("down", "down", "enter")
        assert "▸ Réponse de l'assistant repliée. Lisez d'abord les pages, puis touche d." in keyboard.seen
        assert "C'est ce que dit la page." not in keyboard.seen
        await keyboard.press("d")
        seen = keyboard.seen
        assert seen.index("▤ Page officielle 1") < seen.index("▾ Réponse de l'assistant")
        assert "C'est ce que dit la page." in seen
        await keyboard.press("d")
        assert "C'est ce que dit la page." not in keyboard.seen


async def test_masked_data_is_marked_in_words(desk: Desk) -> None:
    async with open_screen(desk, (80, 60)) as keyboard:
        await keyboard.press("down", "down", "enter")
        assert "Je m'appelle [masqué : nom 1], je suis déjà inscrite." in keyboard.seen


async def test_a_reply_takes_a_canned_text_and_a_passage_in_the_middle_of_writing(
    desk: Desk, server: FakeServer
) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("t", "ctrl+t", "enter")
        await keyboard.write(" Voici")
        await keyboard.press("ctrl+g")
        await keyboard.write("carte\n")
        await keyboard.press("enter", "ctrl+s")
    text = server.cases["c-urgent"].messages[-1].text
    assert text.startswith("Bonjour, je suis agent au service des jardins. Voici\n«")
    assert text.endswith("https://exemple.gouv.fr/jardins/J1")


async def test_a_long_list_of_texts_is_narrowed_by_typing(desk: Desk) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("t", "ctrl+t")
        await keyboard.write("morning")
        assert "Greeting (en)" in keyboard.seen
        assert "Bonne journée." not in keyboard.seen
        await keyboard.write("zzz")
        assert "Rien ne correspond." in keyboard.seen


async def test_what_would_be_masked_is_read_before_it_goes(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("t")
        await keyboard.write("Appelez le 0612345678")
        await keyboard.press("ctrl+s")
        assert "Appelez le [masqué : téléphone 1]" in keyboard.read
        await keyboard.press("enter")
        assert "Rien n'est parti." in keyboard.read
        assert "Appelez le 0612345678" in keyboard.seen
        await keyboard.press("ctrl+s", "1")
    assert server.cases["c-urgent"].messages[-1].text == "Appelez le <TELEPHONE_1>"


async def test_letters_write_in_the_reply_and_act_outside_of_it(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("t")
        await keyboard.write("xlf")
        assert "xlf" in keyboard.seen
        await keyboard.press("escape", "l")
        assert "Pourquoi rendre la demande ?" in keyboard.seen


async def test_a_case_is_given_back(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("t", "escape", "l", "enter")
        assert "Fait : La demande est rendue : elle attend de nouveau." in keyboard.read
        assert isinstance(keyboard.app.screen, ListsScreen)
    assert server.cases["c-urgent"].line.state is EscalationState.WAITING


async def test_a_case_is_forwarded_to_a_service(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("t", "escape", "f")
        assert "1. Paul R. (disponible)" in keyboard.seen
        assert "Léa" not in keyboard.seen
        await keyboard.press("2", "enter")
    assert server.cases["c-urgent"].line.addressee == "service:etat-civil"


async def test_somebody_is_called_back(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("down", "down", "t", "escape", "c", "enter", "4", "t", "escape", "i")
        assert "Coordonnées : une adresse inventée" in keyboard.read
        await keyboard.press("enter", "o", "1")
        assert "Le résultat de l'appel est noté." in keyboard.read
    assert server.cases["c-card"].changes[-1].why == CallBackOutcome.REACHED
    assert server.contacts_read == 1


async def test_a_private_note_is_added_and_what_was_begun_is_kept(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("enter", "n")
        await keyboard.write("Elle est ")
        await keyboard.press("escape", "n")
        assert "Elle est" in keyboard.seen
        await keyboard.write("venue")
        await keyboard.press("ctrl+s")
    assert server.cases["c-urgent"].notes[0].text == "Elle est venue"


async def test_past_cases_are_searched(desk: Desk) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("slash")
        await keyboard.write("portail\n")
        assert "[Recherche « portail » : 1]" in keyboard.seen
        await keyboard.press("1")
        assert "[1 En attente 3]" in keyboard.seen


async def test_presence_is_set(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("p", "3")
        await keyboard.write("midi\n")
        assert "Marie D., absent" in keyboard.read
    assert server.presence.presence is Presence.AWAY
    assert server.presence.comment == "midi"


async def test_a_draft_is_read_unfolded_corrected_and_sent(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("5", "enter", "a")
        assert "« Approuver » n'est pas possible ici." in keyboard.read
        await keyboard.press("d", "e")
        await keyboard.write(" Merci.")
        await keyboard.press("ctrl+s", "4")
        await keyboard.write("trop court\n")
    draft = server.drafts["d-1"]
    assert draft.line.verdict is DraftVerdict.EDITED
    assert draft.sent_text.endswith("la page. Merci.")
    assert draft.why == "incomplete : trop court"
    assert not desk.unsent.all


@pytest.mark.parametrize(
    ("keys", "verdict"), [(("a",), DraftVerdict.APPROVED), (("j", "1", "enter", "enter"), DraftVerdict.REJECTED)]
)
async def test_a_draft_is_approved_or_rejected(
    keys: tuple[str, ...], verdict: DraftVerdict, desk: Desk, server: FakeServer
) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("5", "enter", "d", *keys)
    assert server.drafts["d-1"].line.verdict is verdict


async def test_the_course_is_offered_before_the_first_case_and_passed(desk: Desk, server: FakeServer) -> None:
    server.is_trained = False
    async with open_screen(desk) as keyboard:
        assert "Formation à passer avant de prendre une demande (touche o)" in keyboard.read
        await keyboard.press("t")
        assert "Avant de prendre une demande, suivez la formation" in keyboard.read
        await keyboard.press("1", "enter", "1", "enter", "2")
        assert "Formation réussie" in keyboard.seen
        await keyboard.press("enter", "t")
    assert server.cases["c-urgent"].line.holder == ME


async def test_the_help_has_every_key_of_the_place(desk: Desk) -> None:
    async with open_screen(desk, (80, 60)) as keyboard:
        await keyboard.press("f1")
        for action in ACTIONS:
            if desk.place in action.places:
                assert keyboard.app.words.say(f"action_help.{action.name}")[:30].replace("\xa0", " ") in keyboard.read


async def test_the_palette_does_what_it_names(desk: Desk) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("ctrl+p")
        await keyboard.write("collègues")
        await keyboard.press("enter")
        assert "[3 Collègues 1]" in keyboard.seen


async def test_leaving_with_an_unsent_text_asks_first(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("t")
        await keyboard.write("Bon")
        await keyboard.press("ctrl+q", "enter")
        assert keyboard.app.is_running
        assert desk.unsent.text(reply_slot("c-urgent")) == "Bon"
        await keyboard.press("ctrl+q", "1")
        assert not keyboard.app.is_running
    assert server.asked[-1] == "POST sign-out"


async def test_signing_out_forgets_everything_and_asks_who_is_next(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("s")
        assert "Nom du compte" in keyboard.seen
        assert "jardin" not in keyboard.seen
        await keyboard.write(f"{ME}\n{PASSWORD}\n")
        assert "[1 En attente 3]" in keyboard.seen


async def test_ctrl_c_leaves_nothing_and_says_how_to_leave(desk: Desk) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("ctrl+c")
        assert keyboard.app.is_running
        assert "Pour quitter : Ctrl+Q." in keyboard.seen


async def test_the_password_is_changed(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("w")
        chosen = "encore quatre mots choisis"
        await keyboard.write(f"{PASSWORD}\n{chosen}\n{chosen}\n")
        assert "Votre mot de passe est changé." in keyboard.read
    assert server.passwords[ME] == chosen


async def test_english_is_spoken_when_asked_for(desk: Desk) -> None:
    async with open_screen(desk, language=Language.ENGLISH) as keyboard:
        await keyboard.press("t")
        assert "Done: You have taken the request. Write your reply." in keyboard.seen


def test_every_action_has_a_deed_here() -> None:
    own = {"quit", "sign_out", "help", "palette", "show_answer", "reply", "edit"}
    assert {action.name for action in ACTIONS} == own | set(DEEDS)
