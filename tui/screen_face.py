"""Answers what a deed asks with dialogs over the place that is shown."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.face import Choice, Credentials, NewPassword, Tone
from tui.places import Place
from tui.screens.choose import ChooseScreen
from tui.screens.labels import LabelsScreen
from tui.screens.show import ShowScreen
from tui.screens.signing import NewPasswordScreen, SignInScreen
from tui.screens.write import WriteScreen

if TYPE_CHECKING:
    from tui.app import DeskApp

_YES, _NO = "yes", "no"


class ScreenFace:
    """The face of a desk on a screen."""

    def __init__(self, app: "DeskApp") -> None:
        self._app = app

    async def choose(
        self, title: str, choices: Sequence[Choice], *, lines: Sequence[str] = (), is_long: bool = False
    ) -> str | None:
        screen = ChooseScreen(title, choices, lines, self._app.words, is_long=is_long)
        return await self._app.push_screen_wait(screen)

    async def choose_with_labels(
        self, title: str, choices: Sequence[Choice], labels_title: str, labels: Sequence[Choice]
    ) -> tuple[str, tuple[str, ...]] | None:
        return await self._app.push_screen_wait(LabelsScreen(title, choices, labels_title, labels, self._app.words))

    async def write(self, title: str, hint: str, *, slot: str, is_long: bool = False) -> str | None:
        screen = WriteScreen(title, hint, self._app.desk.unsent, slot, self._app.words, is_long=is_long)
        return await self._app.push_screen_wait(screen)

    async def confirm(self, title: str, lines: Sequence[str], yes: str, no: str) -> bool:
        """The mark stands on « no » at first."""
        choices = (Choice(_YES, yes), Choice(_NO, no))
        screen = ChooseScreen(title, choices, lines, self._app.words, is_long=False, marked=1)
        return await self._app.push_screen_wait(screen) == _YES

    async def show(self, title: str, lines: Sequence[str]) -> bool:
        reached_its_end = await self._app.push_screen_wait(ShowScreen(title, lines, self._app.words))
        return bool(reached_its_end)

    async def ask_credentials(self, name: str, sentence: str, *, is_known: bool) -> Credentials | None:
        return await self._app.push_screen_wait(SignInScreen(name, sentence, self._app.words, is_known=is_known))

    async def ask_new_password(self, sentence: str) -> NewPassword | None:
        return await self._app.push_screen_wait(NewPasswordScreen(sentence, self._app.words))

    def insert(self, text: str, *, on_own_lines: bool = False) -> None:
        box = self._app.place_screen.writing_box
        if box is not None:
            box.display = True
            box.insert(f"\n{text}" if on_own_lines and box.cursor_location[1] else text)
            box.keep()
            box.focus()

    def tell(self, sentence: str, tone: Tone = Tone.DONE) -> None:
        self._app.tell(sentence, tone)

    async def go(self, place: Place) -> None:
        await self._app.show_place(place)

    def announce(self, sentence: str, tone: Tone, *, rings: bool) -> None:
        if rings:
            self._app.bell()
        self._app.tell(sentence, tone)

    async def update(self) -> None:
        self._app.tell_everything()
