"""The desk in plain lines, as a conversation."""

from assistant.vocabulary import CaseLabel, ClosingReason, EscalationState
from tests.tui.fake_server import ME, PASSWORD, FakeServer
from tests.tui.text_face.typist import hold
from tui.desk import Desk

IN = (ME, PASSWORD)


async def test_a_whole_case_is_taken_answered_and_closed(desk: Desk, server: FakeServer) -> None:
    said = await hold(desk, *IN, "t 3", "r", "Bonjour,", "c'est à la mairie.", ".", "1", "x", "2 4", "1", "s")
    case = server.cases["c-card"]
    assert case.line.state is EscalationState.CLOSED
    assert case.messages[-1].text == "Bonjour,\nc'est à la mairie."
    assert case.closing_reason is ClosingReason.ANSWERED
    assert case.labels == (CaseLabel.PAGE_MISSING, CaseLabel.PAGE_UNCLEAR)
    assert "Fait : La demande est close." in said.text
