from assistant.conversation.store import ConversationStore
from assistant.pipeline.steps.store_answer import StoreAnswer
from assistant.vocabulary import Channel, Language
from tests.assistant.fakes import make_answer, make_turn


async def test_what_is_kept_is_what_was_shown(store: ConversationStore) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    answer = make_answer(conversation_id=conversation.id)
    turn, _ = make_turn("what was typed")
    assert await StoreAnswer(store)(turn, answer) is answer
    assert store.answers(conversation.id) == (answer,)
