import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from knowledge.loaders import archive
from knowledge.loaders.archive import member_names, read_members
from knowledge.types import SourceRefused
from tests.knowledge.sources import write_tgz, write_zip


def read(source: Path) -> dict[str, bytes]:
    return dict(read_members(source, ".xml"))


def test_a_folder_a_zip_and_a_tar_give_the_same_files(tmp_path: Path) -> None:
    files = {"a/F1.xml": "un", "b.txt": "rien", "F2.xml": "deux"}
    folder = tmp_path / "folder"
    (folder / "a").mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_text(content)
    expected = {"a/F1.xml": b"un", "F2.xml": b"deux"}

    assert read(folder) == expected
    assert read(write_zip(tmp_path / "f.zip", files)) == expected
    assert read(write_tgz(tmp_path / "f.tgz", files)) == expected
    assert set(member_names(folder)) == set(files)


@pytest.mark.parametrize("name", ["../F1.xml", "a/../../F1.xml", "/etc/F1.xml", "..\\F1.xml", "C:/F1.xml"])
@pytest.mark.parametrize("write", [write_zip, write_tgz])
def test_a_name_that_leaves_the_archive_is_refused(tmp_path: Path, name: str, write: type) -> None:
    with pytest.raises(SourceRefused, match="points outside"):
        read(write(tmp_path / "f.tgz", {name: "x"}))


def test_a_link_in_a_tar_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.tgz"
    with tarfile.open(path, "w:gz") as tar:
        link = tarfile.TarInfo("F1.xml")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    with pytest.raises(SourceRefused, match="link"):
        read(path)


def test_a_link_out_of_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.xml").write_text("x")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "F1.xml").symlink_to(tmp_path / "secret.xml")
    with pytest.raises(SourceRefused, match="link out of the folder"):
        read(folder)


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    source = write_zip(tmp_path / "bomb.zip", {"F1.xml": b"\0" * 20_000_000})
    with pytest.raises(SourceRefused, match="more than is allowed"):
        read(source)


@pytest.mark.parametrize("write", [write_zip, write_tgz])
def test_a_total_over_the_limit_is_refused(tmp_path: Path, write: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 100)
    with pytest.raises(SourceRefused, match="more than is allowed"):
        read(write(tmp_path / "f.tgz", {"F1.xml": "x" * 60, "F2.xml": "x" * 60}))


def test_a_truncated_zip_is_refused_with_its_name(tmp_path: Path) -> None:
    whole = write_zip(tmp_path / "whole.zip", {"F1.xml": "x" * 1000})
    broken = tmp_path / "pages-2020.zip"
    broken.write_bytes(whole.read_bytes()[:-40])
    with pytest.raises(SourceRefused, match=r"pages-2020\.zip.*Download it again"):
        read(broken)


def test_a_truncated_tar_is_refused_with_its_name(tmp_path: Path) -> None:
    whole = write_tgz(tmp_path / "whole.tgz", {f"F{number}.xml": str(number) * 5000 for number in range(50)})
    broken = tmp_path / "dump.tgz"
    broken.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    with pytest.raises(SourceRefused, match=r"dump\.tgz.*Download it again"):
        read(broken)


def test_a_zip_member_with_a_wrong_checksum_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("F1.xml", "un texte reconnaissable")
    source = tmp_path / "f.zip"
    source.write_bytes(buffer.getvalue().replace(b"reconnaissable", b"meconnaissable"))
    with pytest.raises(SourceRefused, match=r"broken at « F1\.xml »"):
        read(source)
