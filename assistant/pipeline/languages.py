"""Which languages to speak to somebody, from what they write. The identifier is a file of a package: it asks nobody."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from assistant.vocabulary import Language

_OTHERS = "ar bn de es fa hi it pl pt ro ru sq ta tr uk ur vi zh"
"""Languages that people write here and that the assistant does not speak."""
_SURE_OF_ANOTHER = 0.4


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([*_OTHERS.split(), *(language.value for language in Language)])
    return identifier


def tell_languages(text: str) -> tuple[Language, ...]:
    """Theirs, or each of ours where they write another. Loads the identifier the first time, a second or so."""
    ranked = _identifier().rank(text)
    first, share = ranked[0]
    if first not in set(Language) and share >= _SURE_OF_ANOTHER:
        return tuple(Language)
    return (next(Language(code) for code, _ in ranked if code in set(Language)),)
