"""The Presidio analyzer with our recognizers only, and a spaCy model that is loaded from disk and nowhere else.

Nothing here reaches a network: Presidio's own recognizers (whose e-mail one fetches a list of suffixes) are not
loaded, and a model that is not installed is an error, never a download.
"""

import logging
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer
from presidio_analyzer.nlp_engine import NlpArtifacts, SpacyNlpEngine
from spacy.language import Language

from guards.personal_data.lexicon import Lexicon, build_lexicon
from guards.personal_data.normaliser import Normalised, tidy, transcribe
from guards.personal_data.recognizers.date_of_birth import DateOfBirthRecognizer, dates_beside
from guards.personal_data.recognizers.modelled_person import ModelledPersonRecognizer
from guards.personal_data.recognizers.name_reader import WORD, is_shouted
from guards.personal_data.recognizers.nir import NirRecognizer
from guards.personal_data.recognizers.told_person import ToldPersonRecognizer
from guards.personal_data.registry import build_shape_recognizers
from guards.personal_data.resolver import Span
from guards.types import Check

LANGUAGE = "fr"
SCORE_THRESHOLD = 0.4
_CHECKS = {None: Check.NONE, True: Check.RIGHT, False: Check.WRONG}
WINDOW_CHARACTERS = 4000
OVERLAP_CHARACTERS = 300
UNUSED_PARTS = ["tok2vec", "morphologizer", "parser", "attribute_ruler", "senter"]
"""Parts of the model that take time and that no recognizer reads."""


@dataclass(frozen=True, slots=True)
class PersonalDataAnalyzer:
    """Finds spans of personal data in a text, in the offsets of the text as typed."""

    engine: AnalyzerEngine
    model: "LocalModel"
    lexicon: Lexicon
    shapes: list[str]
    """Entity types of the recognizers by shape."""

    def spans(self, text: str) -> Iterator[Span]:
        """Every span found, overlapping or not. A long text is read in windows that overlap."""
        tidied = tidy(text)
        transcribed = transcribe(tidied)
        found = [span for window in _windows(tidied.text) for span in self._in_window(tidied, *window, None)]
        yield from found
        if transcribed.text != tidied.text:
            # dictation changes numbers and addresses: names are those of the tidy text, which the model has seen
            names = [span.end for span in found if span.entity_type == ToldPersonRecognizer.ENTITY]
            for window in _windows(transcribed.text):
                yield from self._in_window(transcribed, *window, names)

    def _in_window(self, form: Normalised, start: int, end: int, known_names: Sequence[int] | None) -> Iterator[Span]:
        """The spans of a window. ``known_names``: where names end in the text as typed; None to look for them."""
        window = form.text[start:end]
        is_first = known_names is None
        artifacts = self.model.read(self._with_capitals(window) if is_first else window, look_for_names=is_first)
        results = self.engine.analyze(
            window,
            language=LANGUAGE,
            entities=None if is_first else self.shapes,
            nlp_artifacts=artifacts,
            return_decision_process=True,  # why each was found, for whoever tries it; nothing of it is logged
        )
        for result in results:
            yield _span(result, form, start)
        names = [result.end for result in results if result.entity_type == ToldPersonRecognizer.ENTITY]
        names += [bisect_left(form.starts, name) - start for name in known_names or ()]
        numbers = [result.start for result in results if result.entity_type == NirRecognizer.ENTITY]
        inside = [name for name in names if 0 < name <= len(window)]
        for first, last in dates_beside(window, inside, numbers):
            yield Span(
                DateOfBirthRecognizer.ENTITY, *form.original_span(start + first, start + last), 0.6, "dates_beside"
            )

    def _with_capitals(self, text: str) -> str:
        """The text, same length, with a capital on each word that is no ordinary word and no slip of one."""
        text = text.lower() if is_shouted(text) and len(text.lower()) == len(text) else text
        is_french = self.lexicon.is_french(WORD.findall(text))
        words = list(WORD.finditer(text))
        unknown = {at for at, word in enumerate(words) if self._is_unknown(word.group(), is_french)}
        # a slip beside an unknown word may be its surname
        beside = {
            at
            for at, word in enumerate(words)
            if is_french and {at - 1, at + 1} & unknown and self._may_be_a_surname(word.group())
        }
        pieces: list[str] = []
        done = 0
        for at in sorted(unknown | beside):
            start, end = words[at].span()
            capitalised = text[start:end].title()
            if len(capitalised) == end - start:
                pieces += (text[done:start], capitalised)
                done = end
        return "".join((*pieces, text[done:]))

    def _is_unknown(self, word: str, is_french: bool) -> bool:
        if not word.islower() or self.lexicon.is_function_word(word) or self.lexicon.is_ordinary(word):
            return False
        return self.lexicon.is_first_name(word) or (is_french and not self.lexicon.is_slip(word))

    def _may_be_a_surname(self, word: str) -> bool:
        return word.islower() and not self.lexicon.is_ordinary(word) and not self.lexicon.lacks_apostrophe(word)


class LocalModel(SpacyNlpEngine):  # type: ignore[misc]
    """Presidio's spaCy engine around a model that is already in memory."""

    def __init__(self, model: Language) -> None:
        super().__init__(models=[{"lang_code": LANGUAGE, "model_name": model.meta["name"]}])
        self.nlp = {LANGUAGE: model}

    def load(self) -> None:
        """Nothing: the model is in memory."""

    def read(self, text: str, look_for_names: bool) -> NlpArtifacts:
        """The words of a text, for the words of context around patterns, and the names in it if they are wanted."""
        model = self.nlp[LANGUAGE]
        document = model(text) if look_for_names else model.make_doc(text)
        return NlpArtifacts(
            entities=list(document.ents),
            tokens=document,
            tokens_indices=[token.idx for token in document],
            lemmas=[token.lower_ for token in document],
            nlp_engine=self,
            language=LANGUAGE,
        )


def build_analyzer(known_words: frozenset[str], known_names: frozenset[str], model_name: str) -> PersonalDataAnalyzer:
    """Loads the model and every recognizer: some seconds. Raises OSError if the model is not installed."""
    silence_presidio()
    model = spacy.load(model_name, exclude=UNUSED_PARTS, disable=["lemmatizer"])
    lexicon = build_lexicon(known_words, known_names, _dictionary(model))
    registry = RecognizerRegistry(supported_languages=[LANGUAGE])
    by_shape = build_shape_recognizers()
    for recognizer in (*by_shape, ToldPersonRecognizer(lexicon), ModelledPersonRecognizer(lexicon)):
        registry.add_recognizer(recognizer)
    local = LocalModel(model)
    engine = AnalyzerEngine(
        registry=registry,
        nlp_engine=local,
        supported_languages=[LANGUAGE],
        default_score_threshold=SCORE_THRESHOLD,
        context_aware_enhancer=LemmaContextAwareEnhancer(
            context_matching_mode="whole_word", context_prefix_count=6, context_suffix_count=3
        ),
    )
    shapes = sorted({recognizer.ENTITY for recognizer in by_shape})
    return PersonalDataAnalyzer(engine, local, lexicon, shapes)


def silence_presidio() -> None:
    """Presidio's loggers can write what they read: nothing of theirs is kept."""
    for name in ("presidio-analyzer", "decision_process"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _dictionary(model: Language) -> Iterator[str]:
    """The French words that the model's lemmatizer knows, inflected forms with them."""
    lookups = model.get_pipe("lemmatizer").lookups
    for words in lookups.get_table("lemma_index").values():
        yield from words
    for forms in lookups.get_table("lemma_exc").values():
        yield from forms
    strings = model.vocab.strings
    yield from (strings[key] for key in lookups.get_table("lemma_lookup") if key in strings)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Overlapping pieces that cover the text, cut at spaces where there are any."""
    start = 0
    while len(text) - start > WINDOW_CHARACTERS:
        cut = text.rfind(" ", start + WINDOW_CHARACTERS - OVERLAP_CHARACTERS, start + WINDOW_CHARACTERS)
        end = cut if cut > 0 else start + WINDOW_CHARACTERS
        yield start, end
        start = end - OVERLAP_CHARACTERS
    yield start, len(text)


def _span(result: RecognizerResult, form: Normalised, offset: int) -> Span:
    start, end = form.original_span(offset + result.start, offset + result.end)
    metadata = result.recognition_metadata or {}
    recognizer = str(metadata.get(RecognizerResult.RECOGNIZER_NAME_KEY, ""))
    why = result.analysis_explanation
    return Span(
        result.entity_type,
        start,
        end,
        float(result.score),
        recognizer,
        pattern=str(why.pattern_name or ""),
        context=str(why.supportive_context_word or ""),
        check=_CHECKS[why.validation_result],
    )
