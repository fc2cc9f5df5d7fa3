from collections.abc import Callable

import pytest
from sqlalchemy import Connection, Engine, func, select

from assistant.conversation.store import ConversationStore
from assistant.conversation.tables import turns
from assistant.messages.catalogue import read_messages
from assistant.pipeline.steps.store_answer import StoreAnswer
from assistant.vocabulary import AnswerStatus, Channel, Language
from tests.assistant.fakes import make_answer, make_source, make_turn

MESSAGES = read_messages()


def fail(_connection: Connection) -> None:
    raise OSError("a sentence about Dubosquet")


async def test_what_is_kept_is_what_was_shown(store: ConversationStore) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    answer = make_answer(conversation_id=conversation.id)
    turn, _ = make_turn("what was typed")
    assert await StoreAnswer(store, MESSAGES)(turn, answer) is answer
    assert store.answers(conversation.id) == (answer,)


async def test_a_promise_that_nobody_can_keep_becomes_a_failure_that_is_told(
    store: ConversationStore, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    answer = make_answer(AnswerStatus.AWAITS_REVIEW, conversation_id=conversation.id, sources=[make_source()])
    turn, _ = make_turn()
    told = await StoreAnswer(store, MESSAGES, lambda _turn, _answer: fail)(turn, answer)
    assert told.status is AnswerStatus.FAILED
    assert told.text == MESSAGES.text("status.failed.say", Language.FRENCH)
    assert told.sources == answer.sources
    with engine.connect() as connection:  # the turn and its draft are kept together or not at all
        assert connection.scalar(select(func.count()).select_from(turns)) == 0
    assert "OSError" in caplog.text
    assert "Dubosquet" not in caplog.text


async def test_another_answer_that_cannot_be_kept_is_a_failure_of_the_step(store: ConversationStore) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    turn, _ = make_turn()
    find: Callable[..., Callable[[Connection], None]] = lambda _turn, _answer: fail  # noqa: E731
    with pytest.raises(OSError, match="sentence"):
        await StoreAnswer(store, MESSAGES, find)(turn, make_answer(conversation_id=conversation.id))
