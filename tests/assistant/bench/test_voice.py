from assistant.bench.voice import measure_listening
from models.fakes import SilentSynthesizer


async def test_a_sound_begins_before_it_is_whole_and_every_time_is_anew() -> None:
    synthesizer = SilentSynthesizer(rate=16_000)
    figures = await measure_listening(synthesizer, times=2)
    assert 0 < figures["listening_begins_median_ms"] <= figures["listening_whole_median_ms"]
    assert len(synthesizer.said) % 3 == 0
    assert synthesizer.remembered == []
