"""Contested answers on the screen, by keys alone."""

import pytest

from assistant.vocabulary import ContestVerdict, Role
from tests.tui.fake_server import FakeServer
from tests.tui.screens.keyboard import Keyboard, open_screen
from tui.desk import Desk
from tui.places import Place

ANSWER = "La carte se demande en mairie, au guichet."


@pytest.fixture
def referent(server: FakeServer) -> FakeServer:
    server.roles = (Role.REFERENT,)
    return server


async def test_what_waits_is_counted_where_a_keeper_begins_and_over_the_requests(
    desk: Desk, referent: FakeServer
) -> None:
    async with open_screen(desk) as keyboard:
        assert "3 Réponses  5 Contestations 2" in keyboard.seen
        await keyboard.press("escape")
        assert "2 réponse(s) contestée(s) à traiter (touche k)" in keyboard.seen
        referent.contests.colleague_decides("k-price")
        await keyboard.press("ctrl+r")
        assert "1 réponse(s) contestée(s) à traiter" in keyboard.seen


async def test_an_agent_is_told_nothing_of_them_and_does_not_get_there(desk: Desk, server: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        assert "contestée" not in keyboard.seen
        await keyboard.press("k")
        assert "Contestations" not in keyboard.seen
        await keyboard.press("5")
        assert desk.place is Place.ANSWERS
    assert not [asked for asked in server.asked if "contests" in asked]


async def test_one_is_read_from_the_persons_words_to_the_pages_then_the_answer(
    desk: Desk, referent: FakeServer
) -> None:
    async with open_screen(desk, (80, 40)) as keyboard:
        await keyboard.press("5")
        assert "▶ Ce n'est plus à jour · 09:30 · avec des précisions" in keyboard.seen
        assert "Contestations à traiter : 2" in keyboard.seen
        await keyboard.press("enter")
        assert "[masqué : nom 1] m'a dit 30 €." in keyboard.seen
        assert "https://exemple.gouv.fr/jardins/J1" in keyboard.seen
        assert "C'est ce que dit la page." not in keyboard.seen
        await keyboard.press("x")
        assert "« Traiter » n'est pas possible ici." in keyboard.read
        await keyboard.press("d")
        assert "C'est ce que dit la page." in keyboard.seen
        await keyboard.press("escape", "enter")
        assert "C'est ce que dit la page." not in keyboard.seen


async def test_a_verdict_is_given_with_a_reason_and_the_list_goes_on(desk: Desk, referent: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("5", "enter", "d", "x", "2")
        await keyboard.write("le prix a change\n")
        assert "La contestation est traitée. Suite : « À traiter », liste « Pages signalées »." in keyboard.read
        assert "5 Contestations 1" in keyboard.seen
        assert "Combien coûte la carte" not in keyboard.seen
        await keyboard.press("v")
        assert "▶ La page est à corriger, par marie.d (09:30)" in keyboard.seen
        assert "Puis-je construire un abri ?" not in keyboard.seen
        await keyboard.press("enter")
        assert "le prix a change" in keyboard.seen
        await keyboard.press("o")
        assert "Fait : La contestation est de nouveau à traiter." in keyboard.read
        assert "5 Contestations" not in keyboard.seen
        await keyboard.press("5")
        assert "Contestations à traiter : 2" in keyboard.seen
    assert referent.contests.decision("k-price") is None


async def test_a_reason_that_was_given_up_is_kept_and_nothing_is_decided(desk: Desk, referent: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("5", "enter", "d", "x", "2")
        await keyboard.write("vu avec le service")
        await keyboard.press("escape", "x", "3")
        assert "vu avec le service" in keyboard.read
    assert referent.contests.decision("k-price") is None


async def test_the_second_of_two_is_told_who_was_faster_and_reads_the_decision(
    desk: Desk, referent: FakeServer
) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("5", "enter", "d", "x", "2")
        referent.contests.colleague_decides("k-price")
        await keyboard.press("enter")
        assert "Attention : paul.r a traité cette contestation entre-temps." in keyboard.read
        assert "La réponse est juste, par paul.r (09:30)" in keyboard.seen
        decided = referent.contests.decision("k-price")
        assert decided is not None
        assert decided.who == "paul.r"
        await keyboard.press("x", "2", "enter")
        decided = referent.contests.decision("k-price")
        assert decided is not None
        assert decided.verdict is ContestVerdict.PAGE_WRONG


async def test_one_that_was_erased_meanwhile_is_told_and_leaves_the_list(desk: Desk, referent: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("5", "enter", "d", "x", "1")
        referent.contests.erase("k-price")
        await keyboard.press("enter")
        assert "Attention : Cette contestation n'existe plus." in keyboard.read
        assert desk.place is Place.CONTESTS
        assert "5 Contestations 1" in keyboard.seen


async def test_without_its_answer_a_contest_still_tells_the_pages_and_is_decided(
    desk: Desk, referent: FakeServer
) -> None:
    referent.contests.without_answer.add("k-price")
    async with open_screen(desk) as keyboard:
        await keyboard.press("5", "enter")
        assert "https://exemple.gouv.fr/jardins/J1" in keyboard.seen
        assert "La réponse n'est plus gardée." in keyboard.seen
        await keyboard.press("x", "8", "enter")
    assert referent.contests.decision("k-price") is not None


async def write_answer(keyboard: Keyboard) -> None:
    await keyboard.press("5", "enter", "a")
    assert "Combien coûte la carte de jardin partagé ?" in keyboard.read
    await keyboard.press("ctrl+s")
    assert "jardins/J1" in keyboard.read
    await keyboard.press("ctrl+s")
    await keyboard.write(ANSWER)
    await keyboard.press("ctrl+s")
    await keyboard.write("Espaces verts\n")
    await keyboard.press("ctrl+s")


async def test_an_answer_that_is_written_from_a_contest_closes_it(desk: Desk, referent: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await write_answer(keyboard)
        assert referent.contests.decision("k-price") is None
        await keyboard.press("1")
        assert "Fait : La réponse est servie, et la contestation est traitée." in keyboard.read
        assert "Contestations à traiter : 1" in keyboard.seen
    assert referent.keepers.answers[0].text == ANSWER
    decided = referent.contests.decision("k-price")
    assert decided is not None
    assert decided.verdict is ContestVerdict.ANSWER_WRITTEN
    assert desk.unsent.all == {}


async def test_an_answer_given_up_closes_nothing(desk: Desk, referent: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await write_answer(keyboard)
        await keyboard.press("escape")
        assert "Ce que vous avez tapé est gardé" in keyboard.read
        assert desk.place is Place.CONTEST
        await keyboard.press("a", "ctrl+s", "ctrl+s")
        assert ANSWER in keyboard.read
    assert referent.contests.decision("k-price") is None


async def test_an_answer_that_is_served_is_told_even_when_a_colleague_closed_the_contest(
    desk: Desk, referent: FakeServer
) -> None:
    async with open_screen(desk) as keyboard:
        await write_answer(keyboard)
        referent.contests.colleague_decides("k-price")
        await keyboard.press("1")
        assert "La réponse est servie. paul.r a traité cette contestation entre-temps." in keyboard.read
    assert referent.keepers.answers[0].text == ANSWER


async def test_a_long_list_is_read_in_pieces(desk: Desk, referent: FakeServer) -> None:
    one = referent.contests.kept[0]
    referent.contests.kept = [one.model_copy(update={"id": f"k-{number}"}) for number in range(130)]
    async with open_screen(desk) as keyboard:
        await keyboard.press("5")
        assert len(desk.keeping.contests.listed) == 100
        await keyboard.press("m")
        assert len(desk.keeping.contests.listed) == 130
        await keyboard.press("m")
        assert "« Suite » n'est pas possible ici." in keyboard.read


async def test_pages_are_searched_by_those_who_answer_people(desk: Desk, server: FakeServer) -> None:
    server.roles = (Role.ADMIN,)
    async with open_screen(desk) as keyboard:
        await keyboard.press("5", "enter", "g")
        assert "n'est pas possible ici." in keyboard.read
        await keyboard.press("d", "x", "1", "enter")
    assert server.contests.decision("k-price") is not None


async def test_a_server_that_does_not_answer_leaves_the_contest(desk: Desk, referent: FakeServer) -> None:
    async with open_screen(desk) as keyboard:
        await keyboard.press("5", "enter")
        referent.is_down = True
        await keyboard.press("ctrl+r")
        assert "Le serveur ne répond pas." in keyboard.read
        assert "Contestation : Combien coûte la carte de jardin partagé ?" in keyboard.seen
        await keyboard.press("escape", "v")
        assert "▶ Ce n'est plus à jour" in keyboard.seen
        assert not desk.keeping.contests.shows_decided
