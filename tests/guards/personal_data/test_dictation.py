"""Numbers and addresses that people dictate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guards.personal_data.normaliser import tidy, transcribe


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("zéro six douze trente-quatre cinquante-six soixante-dix-huit", "0 6 12 34 56 78"),
        ("zero six douze trente quatre cinquante six soixante dix huit", "0 6 12 34 56 78"),
        ("zéro sept quatre-vingt-un vingt-cinq quarante zéro neuf", "0 7 81 25 40 0 9"),
        ("quatre-vingt-dix-neuf cent vingt-deux", "99 122"),
        ("cinq cent cinquante-cinq cent douze", "555 112"),
        ("trois cent cinquante zéro soixante-dix-sept", "350 0 77"),
        ("le six octobre mille neuf cent quarante-trois", "le 6 octobre 1943"),
        ("le deux mai deux mille quinze", "le 2 mai 2015"),
        ("dix-neuf cent quatre-vingts", "1980"),
        ("soixante et onze, nonante-neuf, septante et un", "71 99 71"),
        ("un clé soixante-dix-sept", "1 77"),
        ("cent mille euros", "100000 euros"),
        ("une maison et un jardin", "une maison et un jardin"),
        ("AG huit cent quatre BN", "AG 804 BN"),
        ("zéro quatre vingt-huit", "0 4 28"),
        ("deuxième étage, vingtaine de jours", "deuxième étage, vingtaine de jours"),
    ],
)
def test_a_number_said_in_words_comes_out_in_digits(said: str, written: str) -> None:
    assert " ".join(transcribe(tidy(said)).text.split()) == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("jean point dupont arobase exemple point fr", "jean.dupont@exemple.fr"),
        ("j tiret bas dupont arobase mon tiret site point com", "j_dupont@mon-site.com"),
        ("jean[at]exemple.fr", "jean@exemple.fr"),
        ("jean (at) exemple (dot) fr", "jean@exemple.fr"),
        ("jean @ exemple.fr", "jean@exemple.fr"),
        ("un point de vente à la mairie", "un point de vente à la mairie"),
    ],
)
def test_an_address_said_or_disguised_comes_out_as_an_address(said: str, written: str) -> None:
    assert transcribe(tidy(said)).text == written


WORDS = [
    "zéro",
    "un",
    "deux",
    "six",
    "dix-sept",
    "vingt",
    "trente et un",
    "soixante-dix",
    "quatre-vingt-onze",
    "cent",
    "mille",
    "et",
    "euh",
    "bonjour",
]


@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_any_run_of_number_words_can_be_read(words: list[str]) -> None:
    text = " ".join(words)
    transcribed = transcribe(tidy(text))
    assert len(transcribed.text) == len(transcribed.starts) == len(transcribed.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(transcribed.starts, transcribed.ends, strict=True))
