"""The state of a desk, step by step with its server."""

import httpx
import pytest

from assistant.vocabulary import EscalationState, Language, Queue
from tests.tui.fake_server import ME, PASSWORD, FakeServer, frozen_now
from tui.client import DeskClient
from tui.desk import Desk
from tui.errors import CaseNotChanged, Unreachable
from tui.places import Place
from tui.unsent import UnsentTexts, reply_slot


@pytest.fixture
async def mine(desk: Desk) -> Desk:
    """Signed in, with a case taken."""
    desk.account = await desk.client.sign_in(ME, PASSWORD)
    await desk.begin()
    await desk.take(desk.lines[2])
    return desk


async def test_the_mark_stays_on_its_case_when_the_list_moves(desk: Desk, server: FakeServer) -> None:
    desk.account = await desk.client.sign_in(ME, PASSWORD)
    await desk.begin()
    desk.marked = 1
    server.add_case("c-new", "Urgent", is_urgent=True)
    await desk.refresh()
    assert desk.marked_line
    assert desk.marked_line.id == "c-shed"


async def test_a_list_that_cannot_be_read_leaves_the_one_that_is_shown(mine: Desk, server: FakeServer) -> None:
    server.is_down = True
    with pytest.raises(Unreachable):
        await mine.open_queue(Queue.CLOSED)
    assert mine.queue is Queue.WAITING
    assert len(mine.lines) == 3


async def test_a_list_that_comes_after_another_was_asked_for_is_dropped(desk: Desk, server: FakeServer) -> None:
    desk.account = await desk.client.sign_in(ME, PASSWORD)

    def turn_to_another_list() -> None:
        desk.queue = Queue.COLLEAGUES

    def wait_for_the_list() -> None:
        server.meanwhile = turn_to_another_list

    server.meanwhile = wait_for_the_list
    await desk.refresh()
    assert desk.lines == ()


async def test_what_a_late_reading_tells_of_a_case_that_was_left_does_not_open_it(
    mine: Desk, server: FakeServer
) -> None:
    server.meanwhile = mine.leave
    await mine.read_case_again()
    assert mine.case is None
    assert mine.place is Place.QUEUES


async def test_what_is_typed_while_a_reply_leaves_stays(mine: Desk, server: FakeServer) -> None:
    slot = reply_slot("c-card")
    mine.unsent.keep(slot, "Bonjour")
    server.meanwhile = lambda: mine.unsent.keep(slot, "Bonjour, et aussi")
    await mine.reply("Bonjour", confirm_masked=False)
    assert mine.unsent.text(slot) == ", et aussi"


async def test_a_reply_goes_with_the_newest_version_so_that_closing_follows_at_once(mine: Desk) -> None:
    await mine.reply("Bonjour", confirm_masked=False)
    assert mine.case
    assert mine.case.line.version == 3
    assert [message.text for message in mine.case.messages[1:]] == ["Bonjour"]
    await mine.release("")
    assert mine.case.line.state is EscalationState.WAITING


async def test_an_old_version_is_refused_and_changes_nothing_here(mine: Desk, server: FakeServer) -> None:
    server.touch("c-card")
    before = mine.case
    with pytest.raises(CaseNotChanged):
        await mine.release("")
    assert mine.case is before


async def test_which_cases_are_mine_is_known_from_the_start_and_followed(desk: Desk, server: FakeServer) -> None:
    desk.account = await desk.client.sign_in(ME, PASSWORD)
    await desk.begin()
    await desk.take(desk.lines[0])
    async with httpx.AsyncClient(transport=server.transport, base_url="http://desk.test") as http:
        again = Desk(DeskClient(http, Language.FRENCH), now=frozen_now)
        again.account = await again.client.sign_in(ME, PASSWORD)
        await again.begin()
        assert again.held == {"c-urgent"}
        await again.open_case("c-urgent")
        await again.release("")
        assert again.held == set()


async def test_nothing_of_an_agent_is_left_after_them(mine: Desk) -> None:
    mine.unsent.keep("reply:c-card", "Bonjour")
    mine.course_answers["q1"] = 1
    mine.forget()
    fresh = Desk(mine.client, mine.now, unsent=mine.unsent)
    fresh.keeping.client = fresh.keeping.contests.client = mine.keeping.client
    assert mine == fresh
    assert not mine.unsent.all


def test_an_empty_text_empties_its_slot() -> None:
    unsent = UnsentTexts()
    unsent.keep("a", "Bonjour")
    unsent.keep("a", " \n")
    assert not unsent.holds("a")


@pytest.mark.parametrize(
    ("kept", "left"), [("Oui", ""), ("Oui ", ""), ("Oui, mais", ", mais"), ("Non", "Non"), ("", "")]
)
def test_only_what_was_sent_goes(kept: str, left: str) -> None:
    unsent = UnsentTexts()
    unsent.keep("a", kept)
    unsent.drop_sent("a", "Oui")
    assert unsent.text("a") == left
