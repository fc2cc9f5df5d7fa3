import pytest

from assistant.conversation.types import AnswerPart
from assistant.pipeline.events import Event, PartReleased
from assistant.pipeline.outlet import Evidence, Outlet, Screen
from assistant.vocabulary import PartKind

PART = AnswerPart(PartKind.REWORDED, ("La carte coûte 25 €.",))
HELD = AnswerPart(PartKind.QUOTE, ("Elle est valable 3 ans.",))
REFUSED = AnswerPart(PartKind.QUOTE, ("Elle est gratuite.",))


def says_yes(part: AnswerPart, evidence: Evidence) -> bool:
    return True


def says_no(part: AnswerPart, evidence: Evidence) -> bool:
    return False


def trips(part: AnswerPart, evidence: Evidence) -> bool:
    raise RuntimeError(part.text)


def test_a_part_that_every_screen_lets_pass_is_emitted_and_kept() -> None:
    events: list[Event] = []
    outlet = Outlet(events.append, (says_yes, says_yes))
    assert outlet.say(PART)
    assert outlet.released == [PART]
    assert events == [PartReleased(PART)]


@pytest.mark.parametrize("screens", [(says_no,), (trips,), (says_yes, says_no), (trips, says_yes)])
def test_one_screen_that_says_no_or_trips_stops_the_part(screens: tuple[Screen, ...]) -> None:
    events: list[Event] = []
    outlet = Outlet(events.append, screens)
    assert not outlet.say(PART)
    assert outlet.released == []
    assert events == []


@pytest.mark.parametrize("lines", [(), ("",), (" ", "\n")])
def test_a_part_without_words_is_not_emitted(lines: tuple[str, ...]) -> None:
    events: list[Event] = []
    assert not Outlet(events.append).say(AnswerPart(PartKind.FIXED, lines))
    assert events == []


def test_screens_are_given_the_evidence_of_the_moment() -> None:
    seen: list[dict[str, str]] = []

    def look(part: AnswerPart, evidence: Evidence) -> bool:
        seen.append(dict(evidence))
        return True

    outlet = Outlet(lambda event: None, (look,))
    outlet.say(PART)
    outlet.evidence = {"J1#0": "texte"}
    outlet.say(PART)
    assert seen == [{}, {"J1#0": "texte"}]


def test_what_is_held_passes_the_screens_and_is_told_to_nobody() -> None:
    events: list[Event] = []
    outlet = Outlet(events.append, (lambda part, _: part is not REFUSED,))
    outlet.say(PART)
    outlet.hold()
    assert outlet.say(HELD)
    assert not outlet.say(REFUSED)
    assert (outlet.released, outlet.held, events) == ([PART], [HELD], [PartReleased(PART)])


def test_what_is_taken_goes_no_further_and_the_next_part_is_emitted_again() -> None:
    events: list[Event] = []
    outlet = Outlet(events.append)
    outlet.hold()
    outlet.say(HELD)
    assert outlet.take_held() == (HELD,)
    assert outlet.take_held() == ()
    outlet.say(PART)
    assert (outlet.released, events) == ([PART], [PartReleased(PART)])
