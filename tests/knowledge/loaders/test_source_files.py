import os
import zipfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from knowledge.loaders import source_files
from knowledge.loaders.skipped import FileRefused, SkippedPage, SkipReason
from knowledge.loaders.source_files import list_files
from knowledge.types import SourceRefused
from tests.knowledge.sources import write_zip


def listed(source: Path) -> tuple[dict[str, bytes], dict[str, SkipReason]]:
    """Contents by name, and what was left out."""
    skipped: list[SkippedPage] = []
    contents: dict[str, bytes] = {}
    with ExitStack() as archives:
        for file in list(list_files(source, archives, skipped.append)):
            try:
                contents[file.name] = file.read()
            except FileRefused as refused:
                skipped.append(refused.of(file.name))
    return contents, {page.name: page.kind for page in skipped}


def test_a_file_a_folder_and_a_zip_give_their_files(tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.md").write_bytes(b"a")
    write_zip(folder / "z.zip", {"b.md": "b", "__MACOSX/._b.md": "x", "sub/Thumbs.db": "x"})
    (folder / "~$a.docx").write_bytes(b"x")
    assert listed(folder) == ({"sub/a.md": b"a", "z.zip/b.md": b"b"}, {})
    assert listed(folder / "z.zip") == ({"b.md": b"b"}, {})
    assert listed(folder / "sub" / "a.md") == ({"a.md": b"a"}, {})


def test_links_devices_and_hostile_zips_of_a_folder_cost_a_line_each(tmp_path: Path) -> None:
    (tmp_path / "outside.md").write_text("x")
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "good.md").write_bytes(b"a")
    (folder / "same.md").symlink_to(folder / "good.md")
    (folder / "link.md").symlink_to(tmp_path / "outside.md")
    (folder / "link").symlink_to(tmp_path)
    (folder / "lost.md").symlink_to(folder / "absent.md")
    os.mkfifo(folder / "pipe.md")
    write_zip(folder / "bomb.zip", {"a.md": b"\0" * 20_000_000})
    write_zip(folder / "out.zip", {"../a.md": "x", "b.md": "x"})
    write_zip(folder / "nested.zip", {"a.zip": "x", "b.md": "b"})
    (folder / "broken.zip").write_bytes(b"PK\x03\x04")
    with zipfile.ZipFile(folder / "symlink.zip", "w") as archive:
        info = zipfile.ZipInfo("a.md")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, "/etc/passwd")
    contents, skipped = listed(folder)
    assert contents == {"good.md": b"a", "same.md": b"a", "nested.zip/b.md": b"b"}
    assert skipped == {
        "bomb.zip": SkipReason.BOMB,
        "broken.zip": SkipReason.UNREADABLE,
        "link": SkipReason.LINK,
        "link.md": SkipReason.LINK,
        "lost.md": SkipReason.UNREADABLE,
        "nested.zip/a.zip": SkipReason.ARCHIVE_INSIDE,
        "out.zip": SkipReason.OUTSIDE,
        "pipe.md": SkipReason.UNREADABLE,
        "symlink.zip": SkipReason.LINK,
    }


def test_a_file_whose_name_is_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"p\xeache.md")).write_text("x")
    (tmp_path / "a.md").write_text("a")
    assert listed(tmp_path) == ({"a.md": b"a"}, {"p?che.md": SkipReason.UNREADABLE})


@pytest.mark.parametrize("name", ["../a.md", "/etc/a.md", "..\\a.md", "C:/a.md"])
def test_a_zip_that_leads_out_of_itself_is_refused_whole(tmp_path: Path, name: str) -> None:
    source = write_zip(tmp_path / "docs.zip", {name: "x", "good.md": "x"})
    with pytest.raises(SourceRefused, match=r"docs\.zip.*points outside"):
        listed(source)


def test_a_locked_zip_is_refused_whole(tmp_path: Path) -> None:
    source = write_zip(tmp_path / "docs.zip", {"a.md": "x"})
    content = bytearray(source.read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    source.write_bytes(bytes(content))
    with pytest.raises(SourceRefused, match="password"):
        listed(source)


def test_a_file_over_its_limit_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_files, "most_bytes", lambda _format: 10)
    (tmp_path / "big.md").write_text("x" * 11)
    (tmp_path / "small.md").write_text("x" * 10)
    assert listed(tmp_path) == ({"small.md": b"x" * 10}, {"big.md": SkipReason.TOO_BIG})


def test_files_past_the_limit_are_told_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_files, "MOST_FILES", 2)
    for name in "abcd":
        (tmp_path / f"{name}.md").write_text("x")
    assert listed(tmp_path) == ({"a.md": b"x", "b.md": b"x"}, {"c.md": SkipReason.TOO_MANY})
