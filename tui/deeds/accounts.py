"""Deeds on the accounts of staff. A password that is made is told once and kept nowhere in the desk."""

from assistant.api.schemas import AccountWire, AddAccount, ChangeAccount, ChangedAccountWire
from assistant.vocabulary import Role
from tui.deeds.work import Work
from tui.face import Choice, Tone
from tui.places import Place
from tui.telling.keeper_rows import tell_account

_READY = "ready"
_NAME, _SHOWN = "account:name", "account:display_name"


async def read(work: Work, account: AccountWire) -> None:
    await work.face.show(account.display_name, tell_account(account, work.words))


async def add(work: Work) -> None:
    words, unsent = work.words, work.desk.unsent
    name = await work.face.write(words.say("account.name"), words.say("account.name_how"), slot=_NAME)
    if name is None:
        return
    if not name.strip():
        work.face.tell(words.say("account.no_name"), Tone.WARNING)
        return
    shown = await work.face.write(words.say("account.display_name"), words.say("account.display_name_how"), slot=_SHOWN)
    if shown is None:
        return
    roles = await _choose_roles(work, name.strip(), frozenset())
    if roles is None:
        return
    body = AddAccount(name=name.strip(), display_name=shown.strip(), roles=roles)
    added = await work.desk.keeping.client.add_account(body)
    unsent.drop(_NAME)
    unsent.drop(_SHOWN)
    await _tell_password(work, added)
    await _show(work, "account.added", added.account)


async def set_roles(work: Work) -> None:
    account = _account(work)
    if account is None:
        return
    roles = await _choose_roles(work, account.display_name, frozenset(account.roles))
    if roles is None:
        return
    changed = await work.desk.keeping.client.change_account(account.name, ChangeAccount(roles=roles))
    await _show(work, "account.changed", changed.account)


async def reset_password(work: Work) -> None:
    account = _account(work)
    if account is None or not await _confirms(work, account, "reset"):
        return
    changed = await work.desk.keeping.client.change_account(account.name, ChangeAccount(reset_password=True))
    await _tell_password(work, changed)
    await _show(work, "account.reset_done", changed.account)


async def close(work: Work) -> None:
    account = _account(work)
    if account is None or not await _confirms(work, account, "close"):
        return
    changed = await work.desk.keeping.client.change_account(account.name, ChangeAccount(is_disabled=True))
    await _show(work, "account.closed", changed.account)


async def open_again(work: Work) -> None:
    account = _account(work)
    if account is None:
        return
    changed = await work.desk.keeping.client.change_account(account.name, ChangeAccount(is_disabled=False))
    await _show(work, "account.opened", changed.account)


async def _choose_roles(work: Work, name: str, before: frozenset[Role]) -> tuple[Role, ...] | None:
    """Each choice ticks a role or takes it away, until one is ready with them."""
    words, ticked = work.words, set(before)
    while True:
        choices = [
            Choice(
                role.value,
                words.say("account.ticked" if role in ticked else "account.unticked", role=words.say(f"role.{role}")),
                words.say(f"role_help.{role}"),
            )
            for role in Role
        ]
        chosen = await work.face.choose(
            words.say("account.roles", name=name), [*choices, Choice(_READY, words.say("account.ready"))]
        )
        if chosen is None:
            return None
        if chosen == _READY:
            return tuple(role for role in Role if role in ticked)
        ticked ^= {Role(chosen)}


async def _confirms(work: Work, account: AccountWire, deed: str) -> bool:
    words = work.words
    return await work.face.confirm(
        words.say(f"account.{deed}_title", name=account.display_name),
        [words.say(f"account.{deed}_what")],
        words.say(f"account.{deed}_yes"),
        words.say("no"),
    )


async def _tell_password(work: Work, changed: ChangedAccountWire) -> None:
    words = work.words
    lines = [words.label(changed.account.name, changed.password), "", words.say("account.password_how")]
    await work.face.show(words.say("account.password"), lines)


async def _show(work: Work, sentence: str, account: AccountWire) -> None:
    await work.enter(Place.ACCOUNTS)
    work.face.tell(work.words.say(sentence, name=account.display_name))


def _account(work: Work) -> AccountWire | None:
    row = work.desk.keeping.row(Place.ACCOUNTS)
    return row if isinstance(row, AccountWire) else None
