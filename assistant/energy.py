"""What an answer costs in energy: an estimate from processor time, with its factor named."""

WATTS_PER_CORE = 3.5
"""Power of one busy virtual core: the average that the Cloud Carbon Footprint project uses at full load. Memory, disks
and the building's own share are left out. Replace it by a measure of your own machine to compare machines."""


def estimate_watt_hours(cpu_seconds: float, *, watts_per_core: float = WATTS_PER_CORE) -> float:
    """Energy of so many seconds of one core."""
    return cpu_seconds * watts_per_core / 3600
