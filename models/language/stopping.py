"""Where a generated text must end: the caller's stop strings, which may be cut over several pieces."""

from collections.abc import Sequence


class StopScanner:
    """Lets text through as soon as it can no longer be the beginning of a stop string."""

    def __init__(self, stop: Sequence[str]) -> None:
        self._stop = tuple(mark for mark in stop if mark)
        self._held = ""
        self.found = False
        """True once a stop string has been read; nothing more comes out."""

    def feed(self, text: str) -> str:
        """The text that may be shown now."""
        if self.found:
            return ""
        self._held += text
        ends = [at for mark in self._stop if (at := self._held.find(mark)) >= 0]
        if ends:
            self.found = True
            return self._release(min(ends))
        return self._release(len(self._held) - self._longest_beginning())

    def flush(self) -> str:
        """What is still held when the generation ends by itself."""
        return "" if self.found else self._release(len(self._held))

    def _release(self, length: int) -> str:
        shown, self._held = self._held[:length], self._held[length:]
        return shown

    def _longest_beginning(self) -> int:
        """Length of the longest end of the held text that begins a stop string."""
        return max(
            (
                length
                for mark in self._stop
                for length in range(1, min(len(mark), len(self._held) + 1))
                if self._held.endswith(mark[:length])
            ),
            default=0,
        )
