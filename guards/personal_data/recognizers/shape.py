"""The shape of our recognizers: one class a file, patterns, context words, and a check that only ever raises.

They are Presidio recognizers. Two things differ from Presidio's own: a pattern may name the part to mask with a
group ``value``, so that words around a number can be required without being masked; and ``validate_result`` says
True or None, never False, because a number with one wrong digit still leads to a person.
"""

from typing import ClassVar

import regex
from presidio_analyzer import AnalysisExplanation, EntityRecognizer, Pattern, PatternRecognizer, RecognizerResult
from presidio_analyzer.nlp_engine import NlpArtifacts

SEPARATOR = r"[ .\-/]{0,2}"
"""What people put between the digits of a number, once the text is tidy."""
SECONDS_FOR_ONE_PATTERN = 1.0
DIGIT = regex.compile("[0-9]")


class ShapeRecognizer(PatternRecognizer):  # type: ignore[misc]
    """Finds what looks like one kind of identifier."""

    ENTITY: ClassVar[str]
    PATTERNS: ClassVar[tuple[Pattern, ...]]
    CONTEXT: ClassVar[tuple[str, ...]] = ()
    """Words, matched whole by the analyzer, that make a weak pattern strong."""
    HAS_DIGITS: ClassVar[bool] = True
    """Whether every pattern holds a digit: a text without any is not searched."""

    def __init__(self) -> None:
        super().__init__(
            supported_entity=self.ENTITY,
            name=type(self).__name__,
            supported_language="fr",
            patterns=list(self.PATTERNS),
            context=list(self.CONTEXT),
            global_regex_flags=regex.IGNORECASE,
        )
        self._compiled = tuple((shape, regex.compile(shape.regex, regex.IGNORECASE)) for shape in self.PATTERNS)

    def analyze(
        self,
        text: str,
        entities: list[str],
        nlp_artifacts: NlpArtifacts | None = None,
        regex_flags: int | None = None,
    ) -> list[RecognizerResult]:
        """The spans of ``text`` that look right. Raises TimeoutError rather than skip a pattern that is too slow."""
        if self.HAS_DIGITS and DIGIT.search(text) is None:
            return []
        return [
            self._result(shape, *match.span(masked_group(match)), text)
            for shape, compiled in self._compiled
            for match in compiled.finditer(text, timeout=SECONDS_FOR_ONE_PATTERN)
            if not self.is_something_else(match)
        ]

    def is_something_else(self, match: regex.Match[str]) -> bool:
        """Whether the words around a match show that it is not this kind of identifier at all."""
        return False

    def _result(self, shape: Pattern, start: int, end: int, text: str) -> RecognizerResult:
        is_right = self.validate_result(text[start:end]) is True
        has_check = type(self).validate_result is not PatternRecognizer.validate_result
        return labelled(
            self,
            start,
            end,
            1.0 if is_right else shape.score,
            pattern=shape.name,
            is_right=is_right if has_check else None,
        )


def masked_group(match: regex.Match[str]) -> str | int:
    """The group to mask: ``value`` where the pattern names one, else the whole."""
    return "value" if "value" in match.re.groupindex else 0


def labelled(
    recognizer: EntityRecognizer, start: int, end: int, score: float, *, pattern: str, is_right: bool | None = None
) -> RecognizerResult:
    """A result as Presidio's analyzer needs it: with an explanation that it can write to, and who found it.

    ``is_right`` says what a check digit says; None when there is none.
    """
    return RecognizerResult(
        entity_type=recognizer.supported_entities[0],
        start=start,
        end=end,
        score=score,
        analysis_explanation=AnalysisExplanation(
            recognizer=recognizer.name, original_score=score, pattern_name=pattern, validation_result=is_right
        ),
        recognition_metadata={
            RecognizerResult.RECOGNIZER_NAME_KEY: recognizer.name,
            RecognizerResult.RECOGNIZER_IDENTIFIER_KEY: recognizer.id,
        },
    )


def digits_of(text: str) -> str:
    """The ASCII digits of a text, in order."""
    return "".join(character for character in text if character in "0123456789")


def passes_luhn(digits: str) -> bool:
    """The check of card and SIRET numbers (ISO/IEC 7812-1, annex B)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return bool(digits) and sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0
