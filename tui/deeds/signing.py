"""Signing in, in again over what is shown, and choosing a password of one's own."""

from tui.deeds.work import Work
from tui.errors import DeskError, StaffNotAllowed
from tui.telling.troubles import tell_trouble


async def sign_in(work: Work) -> bool:
    """Whether somebody is signed in. One who is known already only types the password: everything typed before stays.

    A given password is changed before anything else.
    """
    name = work.desk.account_name
    is_known = bool(name)
    sentence = work.words.say("sign_in.again") if is_known else ""
    while True:
        typed = await work.face.ask_credentials(name, sentence, is_known=is_known)
        if typed is None:
            return False
        name = typed.name
        if not typed.name or not typed.password:
            sentence = work.words.say("sign_in.empty")
            continue
        try:
            account = await work.desk.client.sign_in(typed.name, typed.password)
        except DeskError as error:
            sentence = tell_trouble(error, work.words)
            continue
        work.desk.account = account
        return not account.must_change_password or await choose_password(work, work.words.say("password.given"))


async def choose_password(work: Work, sentence: str = "") -> bool:
    """Whether the account has a password that its owner chose."""
    while True:
        typed = await work.face.ask_new_password(sentence)
        if typed is None:
            return False
        if typed.new != typed.again:
            sentence = work.words.say("password.differ")
            continue
        try:
            work.desk.account = await work.desk.client.change_password(typed.current, typed.new)
        except StaffNotAllowed as error:
            sentence = error.refusal.message
        except DeskError as error:
            sentence = tell_trouble(error, work.words)
        else:
            work.face.tell(work.words.say("password.changed"))
            return True


async def change_password(work: Work) -> None:
    await choose_password(work)


async def sign_out(work: Work) -> None:
    """Ends the session, then asks who is next. What was not sent is told before."""
    if not await agrees_to_lose(work):
        return
    await work.desk.client.sign_out()
    work.desk.forget()
    work.face.tell(work.words.say("signed_out"))


async def agrees_to_lose(work: Work) -> bool:
    """Whether nothing unsent is left, or the agent agrees that it goes."""
    count = len(work.desk.unsent.all)
    if not count:
        return True
    lines = [work.words.say("unsent.warning", count=count)]
    return await work.face.confirm(
        work.words.say("unsent.title"), lines, work.words.say("unsent.leave"), work.words.say("unsent.stay")
    )
