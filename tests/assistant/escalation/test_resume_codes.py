from pathlib import Path

import pytest
from sqlalchemy import Engine

from assistant.conversation.store import ConversationStore
from assistant.errors import ConversationUnknown
from assistant.escalation.resume_codes import ResumeCodes
from assistant.vocabulary import Channel, Language
from tests.assistant.fakes import read_every_file


@pytest.fixture
def codes(engine: Engine) -> ResumeCodes:
    return ResumeCodes(engine)


def test_a_code_leads_back_however_it_is_written(codes: ResumeCodes, store: ConversationStore) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    assert not codes.is_made(conversation.id)
    made = codes.make(conversation.id, conversation.code)
    assert codes.is_made(conversation.id)
    look_alike = made.replace("0", "O").replace("1", "l")
    for written in (made, made.lower(), made.replace("-", " "), f"  {made.replace('-', '')}.", look_alike):
        assert codes.find(written) == conversation.code


def test_a_code_has_eighty_bits_in_groups_that_can_be_read_aloud(codes: ResumeCodes, store: ConversationStore) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    made = [codes.make(conversation.id, conversation.code) for _ in range(50)]
    assert len(set(made)) == 50
    assert {tuple(map(len, code.split("-"))) for code in made} == {(4, 4, 4, 4)}
    signs = set("".join(made)) - {"-"}
    assert len(signs) > 25
    assert not signs & set("ILOU")


def test_another_code_takes_the_place_of_the_first(codes: ResumeCodes, store: ConversationStore) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    first, second = (codes.make(conversation.id, conversation.code) for _ in range(2))
    with pytest.raises(ConversationUnknown):
        codes.find(first)
    assert codes.find(second) == conversation.code


@pytest.mark.parametrize("typed", ["", "7K2M-9QXR-4TBN-WH3C", "é" * 100, "-", "%"])
def test_what_is_no_code_opens_nothing(codes: ResumeCodes, typed: str) -> None:
    with pytest.raises(ConversationUnknown):
        codes.find(typed)


def test_neither_the_code_nor_the_address_stands_in_any_file(
    codes: ResumeCodes, store: ConversationStore, engine: Engine, tmp_path: Path
) -> None:
    conversation = store.start(Language.FRENCH, Channel.WEB)
    made = codes.make(conversation.id, conversation.code)
    engine.dispose()
    written = read_every_file(tmp_path)
    assert conversation.id.encode() in written
    for hidden in (made, made.replace("-", ""), conversation.code):
        assert hidden.encode() not in written
