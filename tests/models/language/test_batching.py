from collections.abc import Sequence

import pytest

from models.language.batching import BatchEngine, Told
from models.language.protocol import Failed, Failure, Finished, Generate, Piece
from models.types import ChatMessage, Role, Usage
from tests.models.language.fake_context import CRASH, FakeContext

GRAIN = 8
PAGE = "Une page officielle que tout le monde peut lire. "


def order(call: int, reply: str, *, private: str = "où ?", page: str = PAGE, max_tokens: int = 50) -> Generate:
    messages = (
        ChatMessage(Role.SYSTEM, page, public_characters=len(page)),
        ChatMessage(Role.USER, f"{private}={reply}|"),
    )
    return Generate(call=call, messages=messages, max_tokens=max_tokens)


def engine_on(context: FakeContext, *, slots: int = 4, window: int = 200) -> BatchEngine:
    return BatchEngine(context, slots=slots, window=window, grain=GRAIN)


def run(engine: BatchEngine) -> list[Told]:
    told: list[Told] = []
    for _ in range(2000):
        if engine.is_idle:
            return told
        told += engine.step()
    raise AssertionError("the engine never ends")


def serve(engine: BatchEngine, *orders: Generate) -> list[Told]:
    told = [event for one in orders for event in engine.submit(one)]
    return told + run(engine)


def until_it_writes(engine: BatchEngine, call: int) -> None:
    while not any(isinstance(event, Piece) and event.call == call for event in engine.step()):
        pass


def text_of(told: Sequence[Told], call: int) -> str:
    return "".join(event.text for event in told if isinstance(event, Piece) and event.call == call)


def usage_of(told: Sequence[Told], call: int) -> Usage:
    (usage,) = [event.usage for event in told if isinstance(event, Finished) and event.call == call]
    assert usage
    return usage


def test_calls_that_are_served_together_each_get_their_own_words() -> None:
    replies = {1: "un", 2: "deux œufs", 3: "", 4: "quatre", 5: "cinq", 6: "six"}
    told = serve(engine_on(FakeContext()), *(order(call, reply) for call, reply in replies.items()))
    assert {call: text_of(told, call) for call in replies} == replies
    assert sorted(event.call for event in told if isinstance(event, Finished)) == [*replies]


def test_those_who_write_share_a_batch_with_the_one_who_is_read() -> None:
    context = FakeContext()
    engine = engine_on(context)
    engine.submit(order(1, "a" * 40))
    until_it_writes(engine, 1)
    engine.submit(order(2, "b" * 40, page="Une autre page, longue elle aussi."))
    engine.step()
    assert {row.sequence for row in context.batches[-1]} == {0, 1}
    assert [row.asks for row in context.batches[-1]].count(True) == 1
    until_it_writes(engine, 2)
    engine.step()
    assert [row.sequence for row in context.batches[-1]] == [0, 1]


def test_a_prompt_that_is_read_alone_is_read_by_whole_grains() -> None:
    context = FakeContext()
    prompt = len(PAGE) + len("où ?=x|".encode())
    serve(engine_on(context), order(1, "x"))
    assert [len(batch) for batch in context.batches[: prompt // GRAIN]] == [GRAIN] * (prompt // GRAIN)


def test_the_public_beginning_is_read_once_and_the_rest_of_a_call_is_never_kept() -> None:
    context = FakeContext()
    engine = engine_on(context)
    told = serve(engine, order(1, "oui", private="mon secret"))
    told += serve(engine, order(2, "non", private="un autre"))
    public = len(PAGE) - len(PAGE) % GRAIN
    assert usage_of(told, 1).reused_tokens == 0
    assert usage_of(told, 2).reused_tokens == public
    assert (text_of(told, 1), text_of(told, 2)) == ("oui", "non")
    assert context.saved == [PAGE[:public]]
    assert context.held == ""
    assert context.wiped == 2


def test_what_is_being_served_is_shared_with_who_comes_meanwhile() -> None:
    context = FakeContext()
    told = serve(engine_on(context), *(order(call, "mot") for call in (1, 2, 3)))
    public = len(PAGE) - len(PAGE) % GRAIN
    assert [usage_of(told, call).reused_tokens for call in (1, 2, 3)] == [0, public, public]
    assert context.restored == 0


def test_private_words_in_common_are_read_again() -> None:
    context = FakeContext()
    same = [order(call, "mot", private="la même question") for call in (1, 2)]
    told = serve(engine_on(context), *same)
    assert usage_of(told, 2).reused_tokens <= len(PAGE)


def test_a_model_that_cannot_share_reads_everything_again() -> None:
    context = FakeContext(can_share=False)
    engine = engine_on(context)
    told = serve(engine, order(1, "oui"), order(2, "non"))
    assert (text_of(told, 1), text_of(told, 2)) == ("oui", "non")
    assert usage_of(told, 2).reused_tokens == 0
    assert context.saved == []


def test_a_call_waits_until_all_of_it_fits() -> None:
    context = FakeContext(cells=200)
    engine = engine_on(context)
    told = serve(engine, *(order(call, "x" * 20, page=f"{call}" * 80, max_tokens=20) for call in range(1, 6)))
    assert [text_of(told, call) for call in range(1, 6)] == ["x" * 20] * 5


def test_what_never_fits_is_refused_at_once_and_spares_the_others() -> None:
    engine = engine_on(FakeContext())
    told = serve(engine, order(1, "oui"), order(2, "x", page="long " * 100), order(3, "non"))
    (failed,) = [event for event in told if isinstance(event, Failed)]
    assert (failed.call, failed.failure) == (2, Failure.PROMPT_TOO_LONG)
    assert (text_of(told, 1), text_of(told, 3)) == ("oui", "non")


@pytest.mark.parametrize("reply", [f"ab{CRASH}c", "x"])
def test_a_call_that_fails_spares_the_others_and_quotes_nothing(reply: str) -> None:
    private = "un secret" if CRASH in reply else "unspeakable"
    told = serve(engine_on(FakeContext()), order(1, "oui"), order(2, reply, private=private), order(3, "non"))
    (failed,) = [event for event in told if isinstance(event, Failed)]
    assert (failed.call, failed.failure) == (2, Failure.DIED)
    assert private not in failed.reason
    assert (text_of(told, 1), text_of(told, 3)) == ("oui", "non")


def test_a_batch_that_is_refused_fails_those_in_it_and_no_one_after() -> None:
    context = FakeContext()
    engine = engine_on(context, slots=3)
    engine.submit(order(1, "a" * 30))
    until_it_writes(engine, 1)
    engine.submit(order(2, "deux"))
    engine.submit(order(3, "trois"))
    context.broken = True
    told = list(engine.step()) + run(engine)
    assert {event.call for event in told if isinstance(event, Failed)} == {1, 2}
    assert text_of(told, 3) == "trois"
    assert text_of(serve(engine, order(4, "quatre")), 4) == "quatre"


def test_a_cancelled_call_leaves_at_the_next_step_and_the_others_go_on() -> None:
    context = FakeContext()
    engine = engine_on(context)
    engine.submit(order(1, "a" * 40))
    engine.submit(order(2, "b" * 40))
    until_it_writes(engine, 2)
    engine.cancel(1)
    told = engine.step()
    assert Finished(call=1, usage=None) in told
    assert {row.sequence for row in context.batches[-1]} == {1}
    assert "b" * 38 in "b" + text_of(run(engine), 2)


def test_a_call_is_cancelled_while_it_waits_or_before_it_comes() -> None:
    engine = engine_on(FakeContext(), slots=1)
    engine.cancel(3)
    told = serve(engine, order(1, "un"))
    engine.submit(order(2, "deux"))
    engine.submit(order(3, "trois"))
    engine.submit(order(4, "quatre"))
    engine.cancel(4)
    told += run(engine)
    assert [text_of(told, call) for call in (1, 2, 3, 4)] == ["un", "deux", "", ""]
    assert [event.call for event in told if isinstance(event, Finished) and event.usage is None] == [3, 4]


def test_a_cancellation_that_comes_too_late_touches_nobody() -> None:
    engine = engine_on(FakeContext())
    serve(engine, order(1, "un"))
    engine.cancel(1)
    assert text_of(serve(engine, order(2, "deux")), 2) == "deux"


def test_the_reading_of_a_prompt_is_interrupted_and_its_public_part_is_kept() -> None:
    context = FakeContext()
    engine = engine_on(context)
    context.on_interruptible = lambda: engine.cancel(1) if len(context.batches) == 4 else None
    told = serve(engine, order(1, "jamais"))
    assert told == [Finished(call=1, usage=None)]
    context.on_interruptible = lambda: None
    assert usage_of(serve(engine, order(2, "oui")), 2).reused_tokens == 3 * GRAIN


def test_reading_ahead_writes_nothing() -> None:
    engine = engine_on(FakeContext())
    told = serve(engine, order(1, "rien", max_tokens=0))
    assert text_of(told, 1) == ""
    assert usage_of(told, 1).generated_tokens == 0


def test_an_answer_ends_at_its_last_token_and_at_its_stop_string() -> None:
    engine = engine_on(FakeContext())
    told = serve(engine, order(1, "abcdef", max_tokens=3), order(2, "abcdef").model_copy(update={"stop": ("d",)}))
    assert (text_of(told, 1), text_of(told, 2)) == ("abc", "abc")
    assert usage_of(told, 1).generated_tokens == 3
