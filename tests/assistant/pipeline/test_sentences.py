from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.pipeline.sentences import Sentence, SentenceCutter


def cut(*pieces: str) -> list[Sentence]:
    cutter = SentenceCutter()
    return [*(s for piece in pieces for s in cutter.feed(piece)), *cutter.finish()]


def split(text: str, places: list[int]) -> list[str]:
    edges = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[start:end] for start, end in pairwise(edges)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("La carte coûte 25 € [1].", [("La carte coûte 25 €.", (1,))]),
        ("La carte coûte 25 €. [1]", [("La carte coûte 25 €.", (1,))]),
        ("La carte coûte 25 €.[1]", [("La carte coûte 25 €.", (1,))]),
        ("La carte coûte 25 € [1]", [("La carte coûte 25 €.", (1,))]),
        ("Un [1]. Deux [2].", [("Un.", (1,)), ("Deux.", (2,))]),
        ("Un. [1] Deux. [2]", [("Un.", (1,)), ("Deux.", (2,))]),
        ("Un [1][2].", [("Un.", (1, 2))]),
        ("Un. [1] [2] Deux [1].", [("Un.", (1, 2)), ("Deux.", (1,))]),
        ("Sans numéro.", [("Sans numéro.", ())]),
        ("Est-ce gratuit ? Oui !", [("Est-ce gratuit ?", ()), ("Oui !", ())]),
        ("Le taux est de 1.5 fois [1].", [("Le taux est de 1.5 fois.", (1,))]),
        ("- Un [1].\n- Deux [2].", [("Un.", (1,)), ("Deux.", (2,))]),
        ("Un [1]\nDeux [2]", [("Un.", (1,)), ("Deux.", (2,))]),
        ("Trop   d'espaces [1].", [("Trop d'espaces.", (1,))]),
        ("Une phrase qui s'arrête au mil", []),
        ("Un [1]. Une phrase qui s'arr", [("Un.", (1,))]),
        ("[1]", []),
        ("…", []),
        ("", []),
    ],
)
def test_a_text_is_cut_into_sentences_with_what_each_cites(
    text: str, sentences: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert [(s.text, s.cites) for s in cut(text)] == sentences


WORDS = ["La", "carte", "coûte", "25", "€", "1,5", "[1]", "[2]", ".", "!", "…", "?", " ", " ", " "]


@given(st.lists(st.sampled_from(WORDS), max_size=25).map("".join), st.lists(st.integers(0, 200), max_size=12))
def test_a_stream_gives_the_same_sentences_wherever_it_is_cut(text: str, places: list[int]) -> None:
    assert cut(*split(text, places)) == cut(text)


@given(st.lists(st.sampled_from(["Un deux.", "Trois [1].", "Quatre. [2]"]), min_size=1, max_size=5))
def test_lines_give_the_same_sentences_letter_by_letter(sentences: list[str]) -> None:
    text = "\n".join(sentences)
    assert cut(*text) == cut(text)


@pytest.mark.parametrize("text", ["Un.\n[1] Deux. [2]", "Un.\n[1]", "Un\n\n[1]\nDeux [2]."])
def test_a_number_at_the_start_of_the_next_line_belongs_to_the_sentence_before(text: str) -> None:
    assert cut(*text) == cut(text)
    assert cut(text)[0] == Sentence("Un.", (1,))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1. La carte coûte 25 € [1].", "La carte coûte 25 €."),
        ("Il est interdit, par ex. en mairie, de fumer [1].", "Il est interdit, par ex. en mairie, de fumer."),
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(text: str, sentence: str) -> None:
    assert cut(text) == [Sentence(sentence, (1,))]


@given(st.text(max_size=60))
def test_nothing_that_a_model_writes_breaks_the_cutter(text: str) -> None:
    for sentence in cut(*text):
        assert sentence.text == " ".join(sentence.text.split())
        assert sentence.text[-1] in ".!?…"
