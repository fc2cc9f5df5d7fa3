"""How a worker process is started: its command line and the little of the environment that it may see."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

_KEPT_VARIABLES = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "SYSTEMROOT")
_THREAD_VARIABLES = ("OMP_", "GOMP_", "KMP_", "GGML_")
"""How native threads wait for each other. ``OMP_WAIT_POLICY=PASSIVE`` costs a third of the generation speed on cores
of one's own, and keeps it from collapsing on cores shared with other programs."""


def worker_command(module: str) -> tuple[str, ...]:
    """Run ``module`` with the interpreter of this process. Settings go over the pipe: ``ps`` shows none."""
    return (sys.executable, "-m", module)


def worker_environment(surroundings: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What the worker sees of ``surroundings``: enough to run native code, none of the server's secrets."""
    kept = {
        name: value
        for name, value in surroundings.items()
        if name in _KEPT_VARIABLES or name.startswith(_THREAD_VARIABLES)
    }
    kept["PYTHONPATH"] = str(Path(__file__).resolve().parents[2])
    kept["PYTHONUTF8"] = "1"
    return kept
