"""Masked data in words, for people and for agents."""

from assistant.messages.catalogue import read_messages
from assistant.messages.masks import mark_masks
from assistant.vocabulary import Language

MESSAGES = read_messages()


def test_a_placeholder_is_told_in_words() -> None:
    marked = mark_masks("Je suis <PERSONNE_1>, appelez le <TELEPHONE_2>.", MESSAGES, Language.FRENCH)
    assert marked == "Je suis [masqué : nom 1], appelez le [masqué : téléphone 2]."
    assert mark_masks("<PERSONNE_1>", MESSAGES, Language.ENGLISH) == "[masked: name 1]"


def test_one_of_an_unknown_kind_is_data_and_everything_else_stays_as_it_is() -> None:
    assert mark_masks("<CHOSE_3>", MESSAGES, Language.FRENCH) == "[masqué : donnée 3]"
    assert mark_masks("a < b_1 > c, <em>, <Nom_1>", MESSAGES, Language.FRENCH) == "a < b_1 > c, <em>, <Nom_1>"
