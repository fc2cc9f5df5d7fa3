"""What is read of a recording, and what is not."""

import numpy as np
import pytest

from models.speech.audio import HEARING_RATE, OpusFile, decode, name_format
from models.speech.sound_file import join, read_wav, to_wav
from models.speech.types import AudioFault, AudioRefused, Speech
from models.types import ModelDied
from tests.models.speech.sounds import music, opus_of_silence, wav_at, wav_of

TUNE = music(2)


def refusal_of(data: bytes, most_seconds: float = 60) -> AudioFault:
    with pytest.raises(AudioRefused) as refused:
        decode(data, most_seconds=most_seconds)
    return refused.value.fault


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100])
def test_a_wave_file_is_heard_at_one_rate(rate: int) -> None:
    samples = decode(wav_of(TUNE, rate), most_seconds=60)
    assert len(samples) == pytest.approx(len(TUNE) * HEARING_RATE / rate, rel=0.01)
    assert samples.dtype == np.float32
    assert 0.2 < np.abs(samples).max() <= 1.0


def test_what_we_send_to_browsers_is_heard_again_and_is_small() -> None:
    wav = wav_of(np.tile(TUNE, 5))
    opus = b"".join(grow(read_wav(wav)))
    assert len(decode(opus, most_seconds=60)) == pytest.approx(10 * HEARING_RATE, rel=0.02)
    assert len(opus) < len(wav) / 6


def grow(*pieces: Speech) -> list[bytes]:
    file = OpusFile()
    return [*[file.add(piece) for piece in pieces], file.end()]


def test_a_file_grows_with_each_sentence_and_has_no_gap_at_its_seams() -> None:
    sentence = read_wav(wav_of(TUNE))
    pieces = grow(sentence, sentence, sentence)
    begun = decode(pieces[0], most_seconds=60)
    whole = decode(b"".join(pieces), most_seconds=60)
    assert 1.5 * HEARING_RATE < len(begun) <= 2 * HEARING_RATE
    assert len(whole) == pytest.approx(6 * HEARING_RATE, abs=HEARING_RATE * 0.02)
    seam = np.abs(whole[2 * HEARING_RATE - 800 : 2 * HEARING_RATE + 800])
    assert np.median(seam) == pytest.approx(np.median(np.abs(whole)), rel=0.5)
    assert b"".join(pieces).count(b"OpusHead") == 1


def test_a_file_that_grew_is_the_same_byte_for_byte_each_time() -> None:
    sentence = read_wav(wav_of(TUNE))
    assert grow(sentence, sentence) == grow(sentence, sentence)


def test_a_word_too_short_to_be_sent_alone_comes_with_the_next() -> None:
    word = Speech(bytes(2 * 800), 8000)
    first, second, _ = grow(word, read_wav(wav_of(TUNE, 8000)))
    assert len(first) < 200 < len(second)


def test_pieces_of_one_file_have_one_rate() -> None:
    with pytest.raises(ValueError, match="rate"):
        grow(Speech(bytes(200), 8000), Speech(bytes(200), 16_000))


def test_minutes_in_a_few_bytes_are_refused_while_they_are_read() -> None:
    bomb = opus_of_silence(minutes=3)
    assert len(bomb) < 100_000
    assert refusal_of(bomb) is AudioFault.TOO_LONG


def test_a_rate_that_would_grow_by_thousands_is_refused() -> None:
    assert refusal_of(wav_at(rate=1, samples=50)) is AudioFault.UNREADABLE


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"RIFF",
        b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n",  # a playlist: it would open other files
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"<?xml version='1.0'?><MPD></MPD>",
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"OggS" + bytes(3000),
        b"RIFF\xff\xff\xff\x7fWAVE" + bytes(64),
        b"\x1a\x45\xdf\xa3" + bytes(200),
        bytes(4) + b"ftypM4A " + bytes(200),
        b"ID3" + bytes(200),
        b"\xff\xf1" + bytes(200),
    ],
    ids=lambda data: repr(data[:8]),
)
def test_what_is_not_a_sound_is_refused(data: bytes) -> None:
    assert refusal_of(data) is AudioFault.UNREADABLE


def test_a_clip_cut_in_the_middle_gives_what_it_has() -> None:
    whole = b"".join(grow(read_wav(wav_of(np.tile(TUNE, 5)))))
    part = decode(whole[: len(whole) // 2], most_seconds=60)
    assert 0 < len(part) < 10 * HEARING_RATE


def test_the_format_is_told_by_the_bytes() -> None:
    assert name_format(wav_of(TUNE)) == "wav"
    assert name_format(b"".join(grow(Speech(bytes(9600), 48_000)))) == "ogg"
    assert name_format(b"\x00\x00\x00\x20ftypisom") == "mp4"
    assert name_format(b"\xff\xfb\x90\x00") == "mp3"
    assert name_format(b"\xff\xf1\x50\x80") == "aac"


def test_an_engine_that_writes_to_a_pipe_lies_about_the_length_and_is_read_all_the_same() -> None:
    wav = bytearray(to_wav(Speech(b"\x01\x02" * 50, 22_050)))
    wav[40:44] = (0x7FFFF000).to_bytes(4, "little")
    assert read_wav(bytes(wav)) == Speech(b"\x01\x02" * 50, 22_050)


@pytest.mark.parametrize(
    "data", [b"", b"nothing like a file", wav_of(TUNE)[:20], bytes(to_wav(Speech(b"", 1)))[:36]], ids=len
)
def test_what_is_no_wave_file_is_told(data: bytes) -> None:
    with pytest.raises(ModelDied):
        read_wav(data)


def test_pieces_are_joined_with_a_pause() -> None:
    assert join([Speech(b"aa", 4), Speech(b"bb", 4)], pause_seconds=0.5) == Speech(b"aa" + bytes(4) + b"bb", 4)
    with pytest.raises(ValueError, match="one rate"):
        join([Speech(b"aa", 4), Speech(b"bb", 8)])
