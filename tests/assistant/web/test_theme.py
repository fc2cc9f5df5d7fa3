"""A theme that somebody could not read is refused, and one that is taken shows on every page from our own origin."""

import re
import struct
from itertools import pairwise
from pathlib import Path

import pytest

from assistant.errors import SettingsInvalid
from assistant.web.logo import MOST_BYTES, read_logo
from assistant.web.theme import NEUTRAL, Colours, DarkColours, read_theme
from tests.assistant.conftest import OpenWorld
from tests.assistant.fakes import browse

STYLE_SHEET = Path(__file__).parents[3] / "assistant" / "web" / "static" / "parvis.css"


def png(width: int = 96, height: int = 96) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", width, height) + b"\x08\x06" * 8


def webp(kind: bytes, size: bytes) -> bytes:
    return b"RIFF" + bytes(4) + b"WEBP" + kind + size + bytes(20)


def write(folder: Path, text: str) -> Path:
    file = folder / "theme.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_no_file_is_the_neutral_theme_whose_colours_can_be_read() -> None:
    assert read_theme(None) is NEUTRAL
    assert NEUTRAL.style_sheet == ""
    assert [*Colours().faults(), *DarkColours().faults()] == []


def test_the_default_colours_are_those_of_the_style_sheet() -> None:
    text = STYLE_SHEET.read_text(encoding="utf-8")
    light, dark = (dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block)) for block in text.split(":root {")[1:3])
    assert {name.replace("-", "_"): value for name, value in light.items()} == Colours().model_dump()
    assert {name.replace("-", "_"): value for name, value in dark.items()} == DarkColours().model_dump()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '[light]\nink = "#999999"',
            r"light: ink #999999 on paper #ffffff has a contrast of 2\.85 to 1; text need 4\.5",
        ),
        (
            '[light]\nline = "#cccccc"',
            r"line #cccccc on paper #ffffff has a contrast of 1\.61 to 1; components need 3\.0",
        ),
        ('[dark]\naccent = "#22262c"', r"dark: accent #22262c on paper"),
        ('[light]\nink = "navy"', r"light\.ink.*#rrggbb"),
        ('[light]\nbrand = "#000000"', r"light\.brand"),
        ('name = "', "not TOML"),
        ('logo = "absent.png"', "logo cannot be read"),
    ],
)
def test_a_theme_that_cannot_be_used_says_which_pair_or_line_to_mend(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsInvalid, match=told):
        read_theme(write(tmp_path, text))


def test_a_theme_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="cannot be read"):
        read_theme(tmp_path / "absent.toml")


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(96, 96), (48, 48)),
        (png(200, 100), (96, 48)),
        (png(30, 20), (30, 20)),
        (webp(b"VP8 ", bytes(10) + struct.pack("<HH", 64, 32)), (64, 32)),
        (webp(b"VP8L", bytes(4) + b"\x2f" + struct.pack("<I", 63 | (31 << 14))), (64, 32)),
        (webp(b"VP8X", bytes(8) + (63).to_bytes(3, "little") + (31).to_bytes(3, "little")), (64, 32)),
    ],
)
def test_a_logo_is_shown_at_the_height_of_the_name_at_most(tmp_path: Path, data: bytes, size: tuple[int, int]) -> None:
    (tmp_path / "logo").write_bytes(data)
    logo = read_logo(tmp_path / "logo")
    assert (logo.width, logo.height) == size


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<svg onload='alert(1)'/>", "SVG may hold programs"),
        (b"GIF89a" + bytes(40), "neither PNG nor WebP"),
        (png() + bytes(MOST_BYTES), "Make it smaller"),
        (png(5000, 10), "1024 at most"),
        (png(0, 10), "1024 at most"),
    ],
)
def test_a_logo_that_pages_may_not_show_says_what_to_change(tmp_path: Path, data: bytes, told: str) -> None:
    (tmp_path / "logo.png").write_bytes(data)
    with pytest.raises(SettingsInvalid, match=told):
        read_logo(tmp_path / "logo.png")


async def test_name_logo_and_colours_are_on_every_page_and_come_from_here(
    open_world: OpenWorld, tmp_path: Path
) -> None:
    (tmp_path / "blason.png").write_bytes(png())
    text = 'name = "Mairie d\'Exemple"\nlogo = "blason.png"\n[light]\naccent = "#7a1f4e"\n[dark]\naccent = "#f09cc6"\n'
    world = open_world(theme=read_theme(write(tmp_path, text)))
    async with browse(world) as client:
        pages = [(await client.get(path)).text for path in ("/", "/help", "/person", "/no-such-page")]
        addresses = [set(re.findall(r'(?:src|href)="(/static/theme/[^"]+)"', page)) for page in pages]
        replies = {address: await client.get(address) for address in addresses[0]}
        absent = await client.get("/static/theme/other.css")
    assert all("Mairie d&#39;Exemple" in page for page in pages)
    assert all(found == addresses[0] for found in addresses)
    assert {reply.headers["content-type"] for reply in replies.values()} == {"image/png", "text/css; charset=utf-8"}
    assert all("immutable" in reply.headers["cache-control"] for reply in replies.values())
    colours = next(reply.text for address, reply in replies.items() if ".css" in address)
    assert colours.splitlines() == [
        ":root { --accent: #7a1f4e; }",
        "@media (prefers-color-scheme: dark) { :root { --accent: #f09cc6; } }",
    ]
    assert absent.status_code == 404


def test_no_rule_of_the_style_sheet_knows_left_from_right() -> None:
    text = re.sub(r"/\*.*?\*/", "", STYLE_SHEET.read_text(encoding="utf-8"), flags=re.DOTALL)
    declared = re.findall(r"([a-z-]+):\s*([^;{}]+);", text)
    assert len(declared) > 200
    for name, value in declared:
        assert not re.search(r"(^|-)(left|right)($|-)", name), name
        if name in ("text-align", "float", "clear"):
            assert value.strip() not in ("left", "right"), (name, value)
        if name in ("margin", "padding", "inset", "border-width"):
            sides = value.split()
            assert len(sides) < 4 or sides[1] == sides[3], (name, value)


def test_the_headings_of_the_style_sheet_shrink_with_their_level() -> None:
    text = STYLE_SHEET.read_text(encoding="utf-8")
    sizes = [float(re.search(rf"^h{level} {{ font-size: ([\d.]+)rem", text, re.MULTILINE)[1]) for level in range(1, 5)]  # type: ignore[index]
    assert all(larger > smaller for larger, smaller in pairwise(sizes))
