from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, text
from sqlalchemy.exc import IntegrityError

from assistant.conversation.store import ConversationStore
from assistant.conversation.tables import turns
from assistant.conversation.types import Answer, AnswerPart, Choice, Conversation, Memory
from assistant.errors import ConversationUnknown
from assistant.vocabulary import AnswerStatus, Channel, Language, PartKind
from tests.assistant.fakes import make_answer, make_question, make_source


def keep(store: ConversationStore, conversation: Conversation, *rows: tuple[str, AnswerStatus]) -> list[Answer]:
    """Keep one turn a row, in this order."""
    kept = []
    for number, (question, status) in enumerate(rows):
        answer = make_answer(status, text=question, id_=f"q{number}", conversation_id=conversation.id)
        store.keep(answer)
        kept.append(answer)
    return kept


def test_a_conversation_is_found_by_its_code_and_by_nothing_else(store: ConversationStore) -> None:
    started = store.start(Language.ENGLISH, Channel.VOICE)
    assert store.find(started.code) == started
    for wrong in ("", started.id, started.code[:-1], started.code.swapcase()):
        with pytest.raises(ConversationUnknown):
            store.find(wrong)


def test_the_code_of_a_conversation_stands_nowhere_in_the_files(
    store: ConversationStore, engine: Engine, tmp_path: Path
) -> None:
    code = store.start(Language.FRENCH, Channel.WEB).code
    engine.dispose()
    files = list(tmp_path.glob("conversations.sqlite*"))
    assert files
    assert not any(code.encode() in file.read_bytes() for file in files)


def test_two_conversations_never_share_a_code(store: ConversationStore) -> None:
    codes = {store.start(Language.FRENCH, Channel.WEB).code for _ in range(20)}
    assert len(codes) == 20
    assert min(map(len, codes)) >= 24


def test_answers_come_back_whole_and_in_the_order_in_which_they_were_kept(store: ConversationStore) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    rows = [(f"Question {number} ?", AnswerStatus.ANSWERED) for number in (3, 1, 2)]
    kept = keep(store, conversation, *rows)
    assert store.answers(conversation.id) == tuple(kept)


def test_a_rich_answer_comes_back_as_it_was(store: ConversationStore) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    answer = make_answer(
        conversation_id=conversation.id,
        sources=(make_source(cited=True),),
        parts=(AnswerPart(PartKind.QUOTE, ("« Où ? »",), 1, "J1#0", "Coût"),),
    )
    store.keep(answer)
    assert store.answers(conversation.id) == (answer,)


def test_conversations_do_not_see_one_another(store: ConversationStore) -> None:
    mine, other = (store.start(Language.FRENCH, Channel.WEB) for _ in range(2))
    keep(store, mine, ("À moi ?", AnswerStatus.ANSWERED))
    assert store.answers(other.id) == ()
    assert store.recall(other.id) == Memory()


def test_the_memory_holds_the_last_searched_questions_oldest_first(store: ConversationStore) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    for number in range(5):
        store.keep(make_answer(conversation_id=conversation.id, id_=f"q{number}", query=f"Question {number} ?"))
    assert store.recall(conversation.id).questions == ("Question 2 ?", "Question 3 ?", "Question 4 ?")


def test_the_memory_leaves_out_what_was_not_searched(store: ConversationStore) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    store.keep(make_answer(conversation_id=conversation.id, id_="q1", query="Avant ?"))
    store.keep(make_answer(AnswerStatus.THANKS, conversation_id=conversation.id, id_="q2", text="Merci"))
    assert store.recall(conversation.id).questions == ("Avant ?",)


def test_the_memory_holds_what_was_offered_last_and_what_was_chosen_before(store: ConversationStore) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    choice = Choice(1, "Vous êtes majeur", "J1", "jardins", ("Vous êtes majeur",))
    store.keep(make_answer(conversation_id=conversation.id, id_="q1", choices=(choice,)))
    assert store.recall(conversation.id).offered == (choice,)
    store.keep(make_answer(conversation_id=conversation.id, id_="q2", chosen=choice))
    memory = store.recall(conversation.id)
    assert memory.offered == ()
    assert memory.situation == ("Vous êtes majeur",)


def test_a_turn_needs_a_conversation(store: ConversationStore) -> None:
    with pytest.raises(IntegrityError):
        store.keep(make_answer())


def test_two_turns_cannot_take_one_place(store: ConversationStore, engine: Engine) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    keep(store, conversation, ("Une ?", AnswerStatus.ANSWERED))
    question = make_question(id_="q9")
    with engine.begin() as connection, pytest.raises(IntegrityError):
        connection.execute(
            insert(turns).values(
                question_id="q9",
                conversation_id=conversation.id,
                position=0,
                asked_at=question.asked_at,
                question="Deux ?",
                status="answered",
                answer={},
            )
        )
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from turns")) == 1
