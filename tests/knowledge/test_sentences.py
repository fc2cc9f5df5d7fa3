import pytest

from knowledge.sentences import split_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Un. Deux ! Trois ? Quatre", ["Un.", "Deux !", "Trois ?", "Quatre"]),
        ("Le 1.5 est un nombre. Élargi.", ["Le 1.5 est un nombre.", "Élargi."]),
        ("voir art. 5 du code", ["voir art. 5 du code"]),
        ("", []),
    ],
)
def test_sentences_end_before_a_capital(text: str, sentences: list[str]) -> None:
    assert split_sentences(text) == sentences
