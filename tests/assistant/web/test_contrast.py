import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.web.contrast import contrast, read_colour

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [("#000", "#fff", 21.0), ("#777777", "#ffffff", 4.48), ("#767676", "#ffffff", 4.54), ("#1f4e79", "#1F4E79", 1.0)],
)
def test_the_ratio_is_that_of_the_standard(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


@given(colours, colours)
def test_the_order_of_two_colours_changes_nothing(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.001


@pytest.mark.parametrize("text", ["", "red", "#12", "#12345", "1f4e79", "#gggggg", "#1f4e79;}", "#1f4e79\n"])
def test_anything_else_is_no_colour(text: str) -> None:
    with pytest.raises(ValueError):
        read_colour(text)
