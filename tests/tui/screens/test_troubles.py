"""What goes wrong on the screen: told, and nothing typed is lost."""

import pytest
from textual.app import ComposeResult
from textual.events import Key
from textual.widgets import Input

from assistant.api.desk_schemas import DeskEvent
from assistant.vocabulary import CaseChange, EscalationState
from tests.tui.fake_server import LONGEST_REPLY, PASSWORD, FakeServer
from tests.tui.screens.keyboard import open_screen
from tui.desk import Desk
from tui.places import Place
from tui.screens.place import PlaceScreen
from tui.unsent import reply_slot


async def test_a_lost_connection_is_shown_and_the_reply_leaves_after_it(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk, (120, 40)) as keyboard:
        await keyboard.press("t")
        await keyboard.write("Bonjour")
        server.stop()
        await keyboard.settle()
        assert "CONNEXION PERDUE, nouvel essai dans 1 s" in keyboard.read
        await keyboard.press("ctrl+s")
        assert "Le serveur ne répond pas. Rien n'a été fait." in keyboard.read
        assert "Votre texte est gardé." in keyboard.read
        server.start()
        keyboard.retry.set()
        await keyboard.settle()
        assert "La connexion est revenue." in keyboard.read
        assert "connecté" in keyboard.seen
        await keyboard.press("ctrl+s")
    assert [message.text for message in server.cases["c-urgent"].messages] == ["Bonjour"]


async def test_a_session_that_ends_while_typing_takes_no_key_away(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk, (120, 40)) as keyboard:
        await keyboard.press("t")
        await keyboard.write("Bon")
        server.expire()
        server.tell("case", DeskEvent(case_id="c-urgent", what=CaseChange.NOTED))
        server.stop()
        server.start()
        keyboard.retry.set()
        await keyboard.settle()
        assert "SESSION TERMINÉE, Ctrl+R pour vous reconnecter" in keyboard.seen
        await keyboard.write("jour")
        assert "Bonjour" in keyboard.seen
        await keyboard.press("ctrl+s")
        assert "Tapez votre mot de passe : ce que vous aviez écrit est gardé." in keyboard.read
        await keyboard.write(f"{PASSWORD}\n")
        assert "Votre réponse est partie." in keyboard.read
        assert "SESSION TERMINÉE" not in keyboard.seen
    assert [message.text for message in server.cases["c-urgent"].messages] == ["Bonjour"]


async def test_giving_up_the_password_keeps_the_reply(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("t")
        await keyboard.write("Bonjour")
        server.expire()
        await keyboard.press("ctrl+s", "escape")
        assert "Votre session est terminée. Votre texte est gardé." in keyboard.read
        assert "Bonjour" in keyboard.seen


async def test_a_case_that_a_colleague_took_says_who_has_it(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        server.colleague_takes("c-urgent", quietly=True)
        await keyboard.press("t")
        assert "Un collègue l'a prise. Prise par : Paul R." in keyboard.read
        assert "[1 En attente 2]" in keyboard.seen


async def test_a_case_that_changed_is_read_again_and_the_reply_stays(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("t")
        await keyboard.write("Bonjour")
        server.touch("c-urgent")
        await keyboard.press("escape", "l", "enter")
        assert "La demande a changé entre-temps." in keyboard.read
        assert "Bonjour" in keyboard.seen
        await keyboard.press("l", "enter")
    assert server.cases["c-urgent"].line.state is EscalationState.WAITING


async def test_a_reply_that_is_too_long_stays(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("t")
        desk.unsent.keep(reply_slot("c-urgent"), "b" * (LONGEST_REPLY + 1))
        keyboard.app.tell_everything()
        await keyboard.press("ctrl+s")
        assert f"Votre réponse dépasse {LONGEST_REPLY} caractères." in keyboard.read
        assert "bbbbbbbb" in keyboard.seen


async def test_an_empty_reply_is_told_and_not_sent(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("t", "space", "ctrl+s")
        assert "« Envoyer » n'est pas possible ici." in keyboard.read
        assert "POST desk/cases/c-urgent/reply" not in server.asked


async def test_each_case_keeps_the_reply_that_was_begun_for_it(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("t")
        await keyboard.write("premier")
        await keyboard.press("escape", "escape", "t")
        assert "premier" not in keyboard.seen
        await keyboard.write("second")
        await keyboard.press("escape", "escape", "2")
        assert keyboard.seen.count("texte non envoyé") == 2
        await keyboard.press("enter")
        assert "premier" in keyboard.seen


async def test_a_new_case_rings_and_is_told_without_moving_the_mark(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("down")
        server.add_case("c-new", "Où jardiner ?", is_urgent=True)
        await keyboard.settle()
        assert keyboard.bells == 1
        assert "URGENT : Nouvelle demande URGENTE. Prenez-la en premier." in keyboard.read
        assert "!! 2 demande(s) URGENTE(S) à prendre en premier" in keyboard.seen
        assert "▶ en attente depuis 2 h" in keyboard.seen


async def test_a_message_appears_in_the_open_case_while_the_agent_types(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk, (80, 60)) as keyboard:
        await keyboard.press("t")
        await keyboard.write("Je ")
        server.person_writes("c-urgent", "Vous êtes là ?")
        await keyboard.settle()
        await keyboard.write("suis là")
        assert "Vous êtes là ?" in keyboard.seen
        assert "Je suis là" in keyboard.seen
        assert keyboard.bells == 1


async def test_an_incident_tells_its_place_and_no_words(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def break_down(*_: object) -> None:
        raise RuntimeError("words of a person")

    monkeypatch.setattr(Desk, "open_case", break_down)
    async with open_screen(desk) as keyboard:
        await keyboard.press("enter")
        assert "Un incident inattendu : RuntimeError (tests.tui.screens.test_troubles:" in keyboard.read
        assert "words of a person" not in keyboard.seen


class BrokenScreen(PlaceScreen):
    PLACE = Place.QUEUES

    def compose_place(self) -> ComposeResult:
        raise RuntimeError("words of a person")


async def test_an_error_of_the_screen_itself_prints_no_words(
    desk: Desk, server: FakeServer, capfd: pytest.CaptureFixture[str]
) -> None:
    async def break_down() -> None:
        async with open_screen(desk) as keyboard:
            await keyboard.app.push_screen(BrokenScreen(keyboard.app.work))

    with pytest.raises(RuntimeError):
        await break_down()
    printed = "".join(capfd.readouterr())
    assert "RuntimeError" in printed
    assert "words of a person" not in printed
    assert "jardin" not in printed


async def test_a_password_typed_by_a_program_never_lands_in_the_clear_field(desk: Desk) -> None:
    """A password manager types faster than the desk draws: name, tab, password, all at once."""
    async with open_screen(desk, signs_in=False) as keyboard:
        for sign in (*"marie", "tab", *"secret"):
            keyboard.app.post_message(Key(sign, sign if len(sign) == 1 else None))
        await keyboard.settle()
        values = {box.id: box.value for box in keyboard.app.screen.query(Input)}
    assert values == {"name": "marie", "password": "secret"}
