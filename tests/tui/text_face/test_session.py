"""The desk in plain lines, as a conversation: the walk of each action, and every trouble on the way."""

import re

import pytest

from assistant.api.desk_schemas import DeskEvent
from assistant.vocabulary import (
    CallBackOutcome,
    CaseChange,
    CaseLabel,
    ClosingReason,
    DraftVerdict,
    EscalationState,
    Language,
    Presence,
)
from tests.tui.fake_server import LONGEST_REPLY, ME, PASSWORD, FakeServer
from tests.tui.text_face.typist import Step, hold
from tui.actions import ACTIONS
from tui.deeds.perform import DEEDS
from tui.desk import Desk
from tui.words import NO_BREAK

IN: tuple[Step, ...] = (ME, PASSWORD)
TAKE_CARD: tuple[Step, ...] = (*IN, "t 3")


# Signing in


async def test_a_wrong_password_and_too_many_tries_are_told_and_nothing_is_shown(
    desk: Desk, server: FakeServer
) -> None:
    said = await hold(desk, *(ME, "mauvais") * 4)
    assert said.text.count("Le nom ou le mot de passe est incorrect.") == 3
    assert "Attendez 40 secondes" in said.text
    assert "mauvais" not in said.text
    assert "desk/queues" not in "".join(server.asked)


async def test_the_password_is_read_hidden(desk: Desk) -> None:
    said = await hold(desk, *IN)
    assert said.secrets == [PASSWORD]
    assert PASSWORD not in said.text


async def test_a_given_password_is_changed_before_anything_else(desk: Desk, server: FakeServer) -> None:
    server.given.add(ME)
    chosen = "un mot de passe bien long"
    said = await hold(desk, *IN, PASSWORD, "court", "court", PASSWORD, chosen, "un autre", PASSWORD, chosen, chosen)
    assert "Ce mot de passe vous a été donné." in said.text
    assert "Ce mot de passe est trop court." in said.text
    assert "Les deux nouveaux mots de passe sont différents." in said.text
    assert server.passwords[ME] == chosen
    assert "En attente : 3" in said.text


async def test_a_server_that_does_not_answer_is_told_at_the_door(desk: Desk, server: FakeServer) -> None:
    server.is_down = True
    assert "Le serveur ne répond pas." in (await hold(desk, *IN)).text


# Lists


async def test_the_lists_say_everything_in_words(desk: Desk) -> None:
    said = await hold(desk, *IN)
    assert "!! 1 demande(s) URGENTE(S) à prendre en premier" in said.told
    assert "1) !! URGENT · en attente depuis 3 min" in said.told
    assert "3) en attente depuis 12 min · 1 non lu(s) · rappel possible" in said.told


async def test_nothing_that_is_written_moves_the_cursor_or_has_a_colour(desk: Desk) -> None:
    said = await hold(desk, *TAKE_CARD, "d", "?", "", "n", "Une note", ".")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", said.text + "".join(said.prompts))


@pytest.mark.parametrize(
    ("choice", "shown"),
    [
        ("5", "Les miennes : 0"),
        ("6", "Collègues : 1"),
        ("7", "Rappels : 0"),
        ("8", "À relire : 1"),
        ("9", "Closes : 0"),
    ],
)
async def test_each_list_is_one_number_away(choice: str, shown: str, desk: Desk) -> None:
    assert shown in (await hold(desk, *IN, choice)).told


async def test_a_search_shows_what_it_found_or_says_that_nothing_was(desk: Desk) -> None:
    said = await hold(desk, *IN, "/", "portail", "/", "licorne")
    assert "Recherche « portail » : 1" in said.told
    assert "Attention : Aucune demande ne contient ces mots. Essayez un mot plus court." in said.told


async def test_a_long_list_is_read_page_by_page(desk: Desk, server: FakeServer) -> None:
    for number in range(60):
        server.add_case(f"c-{number:02}", f"Question {number}")
    said = await hold(desk, *IN, "m")
    assert "Il y en a d'autres : touche m." in said.told
    assert "En attente : 50" in said.told
    assert "En attente : 63" in said.told


async def test_presence_and_its_comment_are_kept(desk: Desk, server: FakeServer) -> None:
    await hold(desk, *IN, "p", "2", "en réunion")
    assert server.presence.presence is Presence.BUSY
    assert server.presence.comment == "en réunion"


# A case


async def test_a_whole_case_is_taken_answered_and_closed(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *TAKE_CARD, "r", "Bonjour,", "c'est à la mairie.", ".", "1", "x", "2 4", "1")
    case = server.cases["c-card"]
    assert case.line.state is EscalationState.CLOSED
    assert case.messages[-1].text == "Bonjour,\nc'est à la mairie."
    assert case.closing_reason is ClosingReason.ANSWERED
    assert case.labels == (CaseLabel.PAGE_MISSING, CaseLabel.PAGE_UNCLEAR)
    assert "Fait : La demande est close." in said.told


async def test_pages_come_first_and_the_answer_is_told_only_when_asked_for(desk: Desk) -> None:
    said = await hold(desk, *IN, "1 3")
    assert said.text.index("Page officielle 1") < said.text.index("Réponse de l'assistant repliée")
    assert "C'est ce que dit la page." not in said.text
    said = await hold(desk, *IN, "1 3", "d")
    assert "C'est ce que dit la page." in said.text
    assert "L'assistant l'a dite incomplète." in said.text


async def test_masked_data_is_marked_in_words(desk: Desk) -> None:
    assert "  Je m'appelle [masqué : nom 1], je suis déjà inscrite." in (await hold(desk, *IN, "1 3")).told


async def test_what_would_be_masked_is_read_before_it_goes_and_may_be_corrected(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *TAKE_CARD, "r", "Appelez le 06 12 34 56 78", ".", "1", "0")
    assert "Appelez le [masqué : téléphone 1]" in said.told
    assert "Attention : Rien n'est parti. Votre texte est gardé : corrigez-le." in said.told
    assert len(server.cases["c-card"].messages) == 1
    assert desk.unsent.text("reply:c-card") == "Appelez le 06 12 34 56 78"


async def test_what_is_agreed_to_be_masked_goes_masked(desk: Desk, server: FakeServer) -> None:
    await hold(desk, *TAKE_CARD, "r", "Appelez le 06 12 34 56 78", ".", "1", "1")
    assert server.cases["c-card"].messages[-1].text == "Appelez le <TELEPHONE_1>"
    assert not desk.unsent.all


async def test_a_reply_takes_a_canned_text_and_a_passage_with_its_address(desk: Desk, server: FakeServer) -> None:
    await hold(desk, *TAKE_CARD, "r", "Voici :", ".", "3", "1", "4", "carte", "1", "1")
    text = server.cases["c-card"].messages[-1].text.replace(NO_BREAK, " ")
    assert text.startswith("Voici :\nBonjour, je suis agent au service des jardins.\n« La carte de jardin partagé")
    assert "https://exemple.gouv.fr/jardins/J1" in text


async def test_too_long_a_reply_is_kept(desk: Desk) -> None:
    said = await hold(desk, *TAKE_CARD, "r", "a" * (LONGEST_REPLY + 1), ".", "1")
    assert f"Attention : Votre réponse dépasse {LONGEST_REPLY} caractères. Raccourcissez-la." in said.text
    assert desk.unsent.text("reply:c-card") == "a" * (LONGEST_REPLY + 1)


async def test_an_empty_reply_is_not_sent(desk: Desk, server: FakeServer) -> None:
    await hold(desk, *TAKE_CARD, "r", ".")
    assert "POST desk/cases/c-card/reply" not in server.asked


async def test_a_case_is_given_back_with_its_reason(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *TAKE_CARD, "l", "je pars")
    assert server.cases["c-card"].line.state is EscalationState.WAITING
    assert server.bodies[-3]["why"] == "je pars"
    assert "Fait : La demande est rendue : elle attend de nouveau." in said.told


async def test_a_case_is_forwarded_to_who_is_there_and_to_no_one_else(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *TAKE_CARD, "f", "1", "pour toi")
    assert "1. Paul R. (disponible)" in said.told
    assert "2. Service : etat-civil" in said.told
    assert not any("Léa" in line or "Tom" in line for line in said.told)
    assert server.cases["c-card"].line.addressee == "paul.r"


async def test_a_person_is_called_back_and_the_outcome_is_told(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *TAKE_CARD, "c", "", "rappels", "t", "i", "", "o", "2")
    case = server.cases["c-card"]
    assert case.line.state is EscalationState.CLAIMED
    assert "1) à rappeler depuis 12 min · 1 non lu(s) · rappel possible" in said.told
    assert case.changes[-1].why == CallBackOutcome.NOT_REACHED
    assert "Coordonnées : une adresse inventée" in said.told
    assert "Cette lecture est notée. Ne recopiez ces coordonnées nulle part." in said.told


async def test_contact_details_are_read_only_when_asked_for(desk: Desk, server: FakeServer) -> None:
    await hold(desk, *TAKE_CARD, "", "?")
    assert server.contacts_read == 0


async def test_a_note_is_private_and_kept(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *IN, "1 3", "n", "Déjà venue.", ".")
    assert server.cases["c-card"].notes[0].text == "Déjà venue."
    assert "Note privée de marie.d (09:30) : la personne ne la voit pas" in said.told


async def test_a_page_is_read_without_inserting_it(desk: Desk) -> None:
    said = await hold(desk, *IN, "g", "abri", "1", "")
    assert "https://exemple.gouv.fr/jardins/J2" in said.told
    assert "Page sans date" in said.told
    assert not desk.unsent.all


async def test_closing_with_an_unsent_reply_asks_first(desk: Desk, server: FakeServer) -> None:
    await hold(desk, *TAKE_CARD, "r", "Bonjour", ".", "6", "x", "0")
    assert server.cases["c-card"].line.state is EscalationState.CLAIMED
    assert desk.unsent.text("reply:c-card") == "Bonjour"


# Review


async def test_a_draft_is_not_approved_before_its_answer_is_unfolded(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *IN, "8", "1", "a", "d", "a")
    assert said.told.count("« a » n'est pas un choix d'ici. Tapez ? pour le menu.") == 1
    assert server.drafts["d-1"].line.verdict is DraftVerdict.APPROVED


async def test_a_draft_is_rejected_with_a_reason_or_not_at_all(desk: Desk, server: FakeServer) -> None:
    await hold(desk, *IN, "8", "1", "d", "j", "0")
    assert server.drafts["d-1"].line.verdict is None
    await hold(desk, PASSWORD, "relire", "1", "d", "j", "1", "page d'une autre ville", "Appelez-nous.")
    assert server.drafts["d-1"].line.verdict is DraftVerdict.REJECTED
    assert server.drafts["d-1"].why == "wrong_page : page d'une autre ville"
    assert server.drafts["d-1"].sent_text == "Appelez-nous."


async def test_a_draft_is_corrected_from_the_assistants_text(desk: Desk, server: FakeServer) -> None:
    await hold(desk, *IN, "8", "1", "d", "e", "Voyez la mairie.", ".", "1", "4", "")
    draft = server.drafts["d-1"]
    assert draft.line.verdict is DraftVerdict.EDITED
    assert draft.sent_text.startswith("La carte de jardin partagé coûte 25 €.")
    assert draft.sent_text.endswith("Voyez la mairie.")
    assert draft.why == "incomplete"
    assert not desk.unsent.all


# The course


async def test_no_case_is_taken_before_the_course_which_is_offered(desk: Desk, server: FakeServer) -> None:
    server.is_trained = False
    said = await hold(desk, *IN, "t 3", "1", "", "2", "", "2", "", "o", "", "1", "", "t 3")
    assert "Formation à passer avant de prendre une demande (touche o)" in said.told
    assert "Formation à revoir" in said.told
    assert "La page officielle d'abord." in said.told
    assert "Formation réussie" in said.told
    assert server.cases["c-card"].line.holder == ME


async def test_a_course_that_is_left_goes_on_where_it_stopped(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *IN, "o", "", "1", "0", "o", "", "2", "")
    assert "Attention : Formation interrompue." in said.text
    assert said.text.count("Que lisez-vous en premier ?") == 1
    assert "Formation réussie" in said.told


# Trouble


async def test_a_case_that_a_colleague_took_says_who_has_it(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *IN, lambda: server.colleague_takes("c-card", quietly=True), "t 3")
    assert "Attention : Un collègue l'a prise. Prise par : Paul R." in said.told
    assert "En attente : 2" in said.told


async def test_a_case_that_changed_is_read_again_and_what_was_typed_stays(desk: Desk, server: FakeServer) -> None:
    said = await hold(
        desk,
        *TAKE_CARD,
        *("r", "Bonjour", ".", "6"),
        lambda: server.touch("c-card"),
        *("x", "1", "", "1", "x", "1", "", "1"),
    )
    assert "Attention : La demande a changé entre-temps. Relisez-la. Votre texte est gardé." in said.told
    assert server.cases["c-card"].line.state is EscalationState.CLOSED


async def test_a_case_that_was_erased_is_left(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *TAKE_CARD, lambda: server.cases.pop("c-card"), "n", "Note", ".")
    assert "Attention : Cette demande n'existe pas ou a été effacée." in said.text
    assert said.prompts[-1].startswith("Listes.")


async def test_a_session_that_ended_asks_for_the_password_and_the_reply_goes(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *TAKE_CARD, "r", "Bonjour", ".", server.expire, "1", "faux", PASSWORD)
    assert "Votre session est terminée. Tapez votre mot de passe : ce que vous aviez écrit est gardé." in said.told
    assert said.prompts.count("Nom du compte : ") == 1
    assert server.cases["c-card"].messages[-1].text == "Bonjour"


async def test_a_sign_in_that_is_given_up_keeps_the_reply(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *TAKE_CARD, "r", "Bonjour", ".", server.expire, "1", None)
    assert "Attention : Votre session est terminée. Votre texte est gardé." in said.told
    assert desk.unsent.text("reply:c-card") == "Bonjour"


async def test_a_lost_server_is_told_retried_and_the_work_goes_on(desk: Desk, server: FakeServer) -> None:
    said = await hold(
        desk,
        *TAKE_CARD,
        *("r", "Bonjour", "."),
        server.stop,
        *("1", server.start, "", "r", ".", "1"),
    )
    assert "Attention : Le serveur ne répond pas. Rien n'a été fait." in said.text
    assert said.text.count("La connexion au serveur est perdue.") == 1
    assert "Fait : La connexion est revenue. Tout est à jour." in said.told
    assert [message.text for message in server.cases["c-card"].messages[1:]] == ["Bonjour"]


async def test_a_reply_whose_answer_was_lost_is_not_sent_twice(desk: Desk, server: FakeServer) -> None:
    def lose(*, losing: bool) -> None:
        server.loses_replies = losing

    said = await hold(
        desk,
        *TAKE_CARD,
        *("r", "Bonjour", "."),
        lambda: lose(losing=True),
        "1",
        lambda: lose(losing=False),
        "relire",
    )
    assert "on ne sait pas si c'est fait" in said.text
    assert [message.text for message in server.cases["c-card"].messages[1:]] == ["Bonjour"]
    assert not desk.unsent.all


async def test_ctrl_c_gives_up_a_question_and_keeps_what_was_typed(desk: Desk, server: FakeServer) -> None:
    await hold(desk, *TAKE_CARD, "r", "Bonjour", None, "x", "0")
    assert desk.unsent.text("reply:c-card") == "Bonjour"
    assert server.cases["c-card"].line.state is EscalationState.CLAIMED


async def test_leaving_with_an_unsent_text_asks_first_and_ends_the_session(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *TAKE_CARD, "r", "Bonjour", ".", "6", None, "0", None, "1")
    assert said.told.count("1 texte(s) ne sont pas envoyés. En quittant, ils sont perdus.") == 2
    assert said.told[-1] == "Au revoir."
    assert server.asked[-1] == "POST sign-out"


async def test_the_next_agent_finds_nothing_of_the_one_before(desk: Desk, server: FakeServer) -> None:
    await hold(desk, *IN, "/", "portail", "s", *IN)
    assert desk.searched == ""
    assert server.asked.count("POST sign-in") == 2


async def test_an_unknown_choice_is_told(desk: Desk) -> None:
    said = await hold(desk, *IN, "zz", "99")
    assert "« zz » n'est pas un choix d'ici. Tapez ? pour le menu." in said.told
    assert "« 99 » n'est pas un choix d'ici. Tapez ? pour le menu." in said.told


# What happens meanwhile


async def test_a_case_that_comes_rings_and_is_told_at_the_next_prompt(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *IN, lambda: server.add_case("c-new", "Où jardiner ?"), "zz", "")
    assert said.bells == 1
    assert said.told.index("« zz » n'est pas un choix d'ici. Tapez ? pour le menu.") < said.told.index(
        "Fait : Nouvelle demande en attente."
    )


async def test_an_alarm_does_not_wait_for_the_prompt(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *IN, lambda: server.add_case("c-new", "À l'aide", is_urgent=True), "zz")
    assert said.bells == 1
    assert said.told.index("URGENT : Nouvelle demande URGENTE. Prenez-la en premier.") < said.told.index(
        "« zz » n'est pas un choix d'ici. Tapez ? pour le menu."
    )


async def test_a_danger_told_later_is_an_alarm_too(desk: Desk, server: FakeServer) -> None:
    alarm = DeskEvent(case_id="c-shed", what=CaseChange.ALARM, is_urgent=True)
    said = await hold(desk, *IN, lambda: server.tell("case", alarm), "zz")
    assert said.bells == 1
    assert "URGENT : Une personne parle d'un danger. Sa demande passe en premier." in said.told


async def test_a_message_of_the_person_rings_and_is_read_at_the_next_prompt(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *TAKE_CARD, lambda: server.person_writes("c-card", "Merci bien"), "zz", "zz")
    assert said.bells == 1
    assert "  Merci bien" in said.told
    assert said.told.count("  Je m'appelle [masqué : nom 1], je suis déjà inscrite.") == 1


async def test_a_training_that_is_required_again_is_told(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *IN, lambda: server.tell("training", DeskEvent()), "zz", "zz")
    assert "Attention : Une nouvelle formation est demandée avant de prendre une demande." in said.told


async def test_a_new_draft_is_told_and_rings(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *IN, lambda: server.tell("draft", DeskEvent()), "zz", "zz")
    assert "Nouvelle réponse à vérifier avant envoi." in "\n".join(said.told)
    assert said.bells == 1


async def test_a_number_means_the_row_that_was_told_whatever_came_meanwhile(desk: Desk, server: FakeServer) -> None:
    await hold(desk, *IN, lambda: server.add_case("c-new", "À l'aide", is_urgent=True), "t 3")
    assert server.cases["c-card"].line.holder == ME


async def test_a_row_that_left_the_list_is_told_and_nothing_else_is_taken(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *IN, lambda: server.colleague_takes("c-card"), "t 3")
    assert "Attention : Cette ligne n'est plus dans la liste. Voici la liste." in said.told
    assert not [case for case in server.cases.values() if case.line.holder == ME]


async def test_nobody_is_told_what_they_did_themselves(desk: Desk, server: FakeServer) -> None:
    mine = DeskEvent(case_id="c-shed", what=CaseChange.RELEASED, is_new=True, who=ME)
    assert (await hold(desk, *IN, lambda: server.tell("case", mine), "zz", "zz")).bells == 0


async def test_many_events_at_once_are_read_together(desk: Desk, server: FakeServer) -> None:
    def storm() -> None:
        server.asked.clear()
        for number in range(100):
            server.add_case(f"c-{number}", "Question")

    await hold(desk, *IN, storm, "zz")
    assert server.asked.count("GET desk/queues") <= 3


async def test_a_draft_that_a_colleague_decided_is_read_again(desk: Desk, server: FakeServer) -> None:
    draft = server.drafts["d-1"]

    def decide() -> None:
        line = draft.line.model_copy(update={"version": 9, "verdict": DraftVerdict.APPROVED})
        server.drafts["d-1"] = draft.model_copy(update={"line": line})

    said = await hold(desk, *IN, "8", "1", "d", decide, "a", "a")
    assert "Attention : La réponse a changé entre-temps. Relisez-la." in said.told
    assert said.told.count("« a » n'est pas un choix d'ici. Tapez ? pour le menu.") == 1


# Languages and the table of actions


async def test_english_is_spoken_when_asked_for(desk: Desk) -> None:
    said = await hold(desk, *IN, "t 3", "?", language=Language.ENGLISH)
    assert "Done: You have taken the request. Write your reply." in said.told
    assert "2. Unfold assistant (d)" in said.told


async def test_the_help_has_every_action_of_the_place(desk: Desk) -> None:
    said = await hold(desk, *IN, "14")
    assert "Suite : Lit la suite de la liste. (pas possible en ce moment)" in said.told
    assert "Prendre : Vous prenez la demande : vous seul y répondez." in said.told


def test_every_action_has_a_deed_here() -> None:
    own = {"quit", "sign_out", "help", "show_answer", "reply", "edit"}
    assert {action.name for action in ACTIONS if not action.is_on_screen_only} == own | set(DEEDS)
