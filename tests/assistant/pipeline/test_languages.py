"""Which language to answer in."""

import pytest

from assistant.pipeline.languages import tell_languages
from assistant.vocabulary import Language


@pytest.mark.parametrize(
    "text",
    ["Comment renouveler mon passeport ?", "jé perdu ma carte grise koi faire", "Combien coûte un acte de naissance"],
)
def test_french_is_answered_in_french(text: str) -> None:
    assert tell_languages(text) == (Language.FRENCH,)


@pytest.mark.parametrize("text", ["How do I renew my passport?", "my landlord keeps the deposit what can I do"])
def test_english_is_answered_in_english(text: str) -> None:
    assert tell_languages(text) == (Language.ENGLISH,)


@pytest.mark.parametrize(
    "text", ["¿Cómo puedo renovar mi pasaporte aquí?", "kocam beni dövüyor ne yapmalıyım", "Як поновити мій паспорт?"]
)
def test_who_writes_another_language_is_answered_in_each_of_ours(text: str) -> None:
    assert tell_languages(text) == tuple(Language)
