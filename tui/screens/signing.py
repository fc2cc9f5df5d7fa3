"""Signing in, over whatever is shown, and choosing a password. No password is ever displayed."""

from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input, Static

from tui.face import Credentials, NewPassword
from tui.screens.dialog import Dialog
from tui.words import Words

_NEXT_AT_ONCE: Final[list[BindingType]] = [
    Binding("tab", "app.focus_next", "", priority=True),
    Binding("shift+tab", "app.focus_previous", "", priority=True),
]
"""Before the next key is given to a field: what a password manager types after a tab is a password."""


class SignInScreen(Dialog[Credentials]):
    BINDINGS: ClassVar[list[BindingType]] = _NEXT_AT_ONCE

    def __init__(self, name: str, sentence: str, words: Words, *, is_known: bool) -> None:
        super().__init__(words.say("sign_in.title"), (), words.say("screen.sign_in_how"))
        self._account = name
        self._is_known = is_known
        self._sentence = sentence
        self._words = words

    def compose_answer(self) -> ComposeResult:
        yield Static(self._sentence, id="sentence", markup=False)
        yield Static(self._words.say("sign_in.name"), classes="field", markup=False)
        yield _field(Input(self._account, id="name", disabled=self._is_known))
        yield Static(self._words.say("sign_in.password"), classes="field", markup=False)
        yield _field(Input(password=True, id="password"))

    def on_mount(self) -> None:
        self.query_one("#sentence").display = bool(self._sentence)
        self.query_one("#password" if self._account else "#name", Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        password = self.query_one("#password", Input)
        if event.input.id == "name" and not password.value:
            password.focus()
            return
        self.dismiss(Credentials(self.query_one("#name", Input).value.strip(), password.value))


class NewPasswordScreen(Dialog[NewPassword]):
    BINDINGS: ClassVar[list[BindingType]] = _NEXT_AT_ONCE

    def __init__(self, sentence: str, words: Words) -> None:
        super().__init__(words.say("password.title"), (), words.say("screen.sign_in_how"))
        self._sentence = sentence
        self._words = words

    def compose_answer(self) -> ComposeResult:
        yield Static(self._sentence, id="sentence", markup=False)
        for name in ("current", "new", "again"):
            yield Static(self._words.say(f"password.{name}"), classes="field", markup=False)
            yield _field(Input(password=True, id=name))

    def on_mount(self) -> None:
        self.query_one("#sentence").display = bool(self._sentence)
        self.query_one("#current", Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id != "again":
            self.focus_next()
            return
        self.dismiss(NewPassword(*(self.query_one(f"#{name}", Input).value for name in ("current", "new", "again"))))


def _field(box: Input) -> Input:
    box.cursor_blink = False
    return box
