import struct
from pathlib import Path

import gguf
import numpy as np
import pytest

from models.embeddings.e5_blocks import write_gguf
from models.types import ModelDamaged

HIDDEN, LAYERS, HEADS, FEED_FORWARD, POSITIONS, ROWS = 32, 1, 2, 64, 8, 6
PIECES = (b"<s>", b"<pad>", b"</s>", b"<unk>", "▁été".encode())
BLOCK_BYTES = 18

FLOATS = {
    "emb.pos": POSITIONS * HIDDEN,
    "emb.type": HIDDEN,
    "emb.ln.w": HIDDEN,
    "emb.ln.b": HIDDEN,
    **{f"l0.{name}.b": HIDDEN for name in ("q", "k", "v", "ao", "fo", "aln", "oln")},
    "l0.fi.b": FEED_FORWARD,
    "l0.aln.w": HIDDEN,
    "l0.oln.w": HIDDEN,
}
BLOCKS = {
    "emb.word": ROWS * HIDDEN,
    **{f"l0.{name}.w": HIDDEN * HIDDEN for name in ("q", "k", "v", "ao")},
    "l0.fi.w": FEED_FORWARD * HIDDEN,
    "l0.fo.w": HIDDEN * FEED_FORWARD,
}


def source(*, magic: bytes = b"E5S1", without: str = "", values: dict[str, int] | None = None) -> bytes:
    """A source of a tiny network, laid out as the real one."""
    head = magic + struct.pack("<I7i", 1, HIDDEN, LAYERS, HEADS, FEED_FORWARD, 0, POSITIONS, 1)
    head += struct.pack("<fi", 1e-12, 0)
    text = b"".join(PIECES)
    ends = np.cumsum([0, *map(len, PIECES)])
    head += struct.pack("<i4iQ", len(PIECES), 0, 2, 1, 3, len(text)) + ends.astype("<u4").tobytes()
    head += np.arange(len(PIECES), dtype="<f4").tobytes() + text
    replacements = b"table"
    head += struct.pack("<iI", 1, len(replacements)) + replacements
    sizes = {name: (0, count, 4 * count) for name, count in FLOATS.items()}
    sizes |= {name: (1, count, count // 32 * BLOCK_BYTES) for name, count in BLOCKS.items()}
    sizes.pop(without, None)
    entry_bytes = sum(2 + len(name) + 1 + 4 + 8 + 8 for name in sizes)
    at = len(head) + 4 + entry_bytes
    directory = struct.pack("<i", len(sizes))
    body = b""
    for rank, (name, (kind, count, size)) in enumerate(sizes.items()):
        announced = (values or {}).get(name, count)
        directory += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, announced, at, size)
        content = bytes([rank + 1]) * size
        body += content
        at += size
    return head + directory + body


def convert(folder: Path, data: bytes, name: str = "out.gguf") -> Path:
    (folder / "source.bin").write_bytes(data)
    write_gguf(folder / "source.bin", folder / name)
    return folder / name


def test_the_same_source_gives_the_same_bytes(tmp_path: Path) -> None:
    first = convert(tmp_path, source(), "first.gguf")
    second = convert(tmp_path, source(), "second.gguf")
    assert first.read_bytes() == second.read_bytes()


def test_every_tensor_is_carried_over_untouched(tmp_path: Path) -> None:
    reader = gguf.GGUFReader(convert(tmp_path, source()))
    tensors = {tensor.name: tensor for tensor in reader.tensors}
    assert len(tensors) == len(FLOATS) + len(BLOCKS)
    up, down = tensors["blk.0.ffn_up.weight"], tensors["blk.0.ffn_down.weight"]
    assert up.tensor_type == down.tensor_type == gguf.GGMLQuantizationType.Q4_0
    assert list(up.shape) == [HIDDEN, FEED_FORWARD]
    assert list(down.shape) == [FEED_FORWARD, HIDDEN]
    order = [*FLOATS, *BLOCKS]
    assert set(up.data.tobytes()) == {order.index("l0.fi.w") + 1}
    assert set(tensors["blk.0.attn_output_norm.bias"].data.tobytes()) == {order.index("l0.aln.b") + 1}


def test_the_vocabulary_is_carried_over_and_filled_up(tmp_path: Path) -> None:
    fields = gguf.GGUFReader(convert(tmp_path, source())).fields
    assert fields["tokenizer.ggml.tokens"].contents() == [
        *(piece.decode() for piece in PIECES),
        "<unused0>",
    ]
    assert fields["tokenizer.ggml.token_type"].contents() == [3, 3, 3, 2, 1, 1]
    assert fields["tokenizer.ggml.eos_token_id"].contents() == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GGUF" + bytes(100),
        source(magic=b"E5S2"),
        source()[:60],
        source()[:-1],
        source(without="l0.fo.w"),
        source(values={"l0.fi.b": FEED_FORWARD + 1}),
    ],
    ids=["empty", "another format", "another version", "cut in the head", "cut at the end", "no tensor", "wrong size"],
)
def test_a_damaged_source_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ModelDamaged, match="fetch it again"):
        convert(tmp_path, data)
