"""Keys raise confidence and never clear a number: a mistyped one still leads to somebody."""

import pytest

from guards.personal_data.recognizers.bank_account import IbanRecognizer, RibRecognizer
from guards.personal_data.recognizers.bank_card import BankCardRecognizer
from guards.personal_data.recognizers.ip_address import IpAddressRecognizer
from guards.personal_data.recognizers.nir import NirRecognizer
from guards.personal_data.recognizers.shape import ShapeRecognizer, passes_luhn
from guards.personal_data.recognizers.tax_number import TaxNumberRecognizer


@pytest.mark.parametrize(
    ("recognizer", "value", "valid"),
    [
        (NirRecognizer(), "2 69 05 49 588 157 80", True),
        (NirRecognizer(), "2 69 05 49 588 157 81", None),
        (NirRecognizer(), "2 69 05 49 588 157", None),
        (TaxNumberRecognizer(), "30 23 217 600 053", True),
        (TaxNumberRecognizer(), "30 23 217 600 054", None),
        (IbanRecognizer(), "FR76 3000 6000 0112 3456 7890 189", True),
        (IbanRecognizer(), "FR76 3000 6000 0112 3456 7890 188", None),
        (RibRecognizer(), "30006 00001 12345678901 89", True),
        (RibRecognizer(), "30006 00001 12345678901 88", None),
        (BankCardRecognizer(), "4970 1000 0000 0055", True),
        (BankCardRecognizer(), "4970 1000 0000 0056", None),
        (IpAddressRecognizer(), "192.0.2.1", True),
        (IpAddressRecognizer(), "192.0.2.999", None),
    ],
    ids=lambda value: value.name if isinstance(value, ShapeRecognizer) else str(value),
)
def test_a_key_says_true_or_nothing(recognizer: ShapeRecognizer, value: str, valid: bool | None) -> None:
    assert recognizer.validate_result(value) is valid
    (result, *_) = recognizer.analyze(value, [recognizer.ENTITY])
    assert (result.start, result.end) == (0, len(value))
    assert (result.score == 1.0) is (valid is True)


@pytest.mark.parametrize(
    ("digits", "passes"), [("79927398713", True), ("79927398710", False), ("0", True), ("", False)]
)
def test_the_luhn_check(digits: str, passes: bool) -> None:
    assert passes_luhn(digits) is passes
