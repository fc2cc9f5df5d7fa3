"""Contested answers in plain lines, as a conversation."""

import pytest

from assistant.vocabulary import ContestVerdict, Role
from tests.tui.fake_server import ME, PASSWORD, FakeServer
from tests.tui.text_face.typist import Step, hold
from tui.desk import Desk

IN: tuple[Step, ...] = (ME, PASSWORD)
LIST = "Contestations"


@pytest.fixture
def referent(server: FakeServer) -> FakeServer:
    server.roles = (Role.REFERENT,)
    return server


async def test_what_waits_is_told_at_the_beginning_and_over_the_requests(desk: Desk, referent: FakeServer) -> None:
    said = await hold(desk, *IN, "retour")
    assert said.told.count("Contestations à traiter : 2") == 1
    assert "2 réponse(s) contestée(s) à traiter (touche k)" in said.told


async def test_one_is_read_unfolded_and_decided(desk: Desk, referent: FakeServer) -> None:
    said = await hold(desk, *IN, LIST, "ouvrir 1", "traiter", "d", "x", "2", "le prix a changé")
    assert "1) Ce n'est plus à jour · 09:30 · avec des précisions" in said.told
    assert "   Combien coûte la carte de jardin partagé ?" in said.told
    told = "\n".join(said.told)
    order = [
        "Contestation : Combien coûte la carte de jardin partagé ?",
        "  [masqué : nom 1] m'a dit 30 €.",
        "  https://exemple.gouv.fr/jardins/J1",
        "Réponse de l'assistant repliée.",
        "« traiter » n'est pas un choix d'ici.",
        "C'est ce que dit la page.",
        "Fait : La contestation est traitée. Suite : « À traiter », liste « Pages signalées ».",
    ]
    assert sorted(order, key=told.index) == order
    decided = referent.contests.decision("k-price")
    assert decided is not None
    assert (decided.verdict, decided.why) == (ContestVerdict.PAGE_WRONG, "le prix a changé")


async def test_the_second_of_two_is_told_who_was_faster_and_what_was_decided(desk: Desk, referent: FakeServer) -> None:
    def decide() -> None:
        referent.contests.colleague_decides("k-price")

    said = await hold(desk, *IN, LIST, "ouvrir 1", "d", "x", "2", decide, "")
    assert "Attention : paul.r a traité cette contestation entre-temps." in said.told
    assert "  La réponse est juste, par paul.r (09:30)" in said.told


async def test_those_that_were_dealt_with_are_shown_and_put_back(desk: Desk, referent: FakeServer) -> None:
    referent.contests.colleague_decides("k-price")
    said = await hold(desk, *IN, LIST, "v", "ouvrir 1", "o", "retour")
    assert "Contestations traitées, la dernière d'abord. À traiter : 1" in said.told
    assert (
        "1) La réponse est juste, par paul.r (09:30) · Ce n'est plus à jour · 09:30 · avec des précisions" in said.told
    )
    assert "Fait : La contestation est de nouveau à traiter." in said.told
    assert referent.contests.decision("k-price") is None


async def test_an_answer_is_written_from_a_contest_line_by_line(desk: Desk, referent: FakeServer) -> None:
    said = await hold(desk, *IN, LIST, "ouvrir 1", "a", ".", ".", "En mairie.", ".", "Espaces verts", ".", "1")
    assert "Combien coûte la carte de jardin partagé ?" in said.told
    assert "jardins/J1" in said.told
    assert "Fait : La réponse est servie, et la contestation est traitée." in said.told
    decided = referent.contests.decision("k-price")
    assert decided is not None
    assert decided.verdict is ContestVerdict.ANSWER_WRITTEN
