import pytest

from assistant.energy import WATTS_PER_CORE, estimate_watt_hours


def test_an_hour_of_one_core_costs_its_power() -> None:
    assert estimate_watt_hours(3600) == pytest.approx(WATTS_PER_CORE)
    assert estimate_watt_hours(1800, watts_per_core=10) == pytest.approx(5)


def test_nothing_costs_nothing() -> None:
    assert estimate_watt_hours(0) == 0
