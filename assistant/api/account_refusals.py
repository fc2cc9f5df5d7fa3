"""What staff are told when something is not done: a status, a sentence, and when to come back."""

from fastapi.responses import JSONResponse

from assistant.api.schemas import StaffRefused
from assistant.errors import AccountRefused
from assistant.messages.catalogue import Messages
from assistant.vocabulary import AccountRefusal, Language

STATUS_OF_ACCOUNT_REFUSAL = {
    AccountRefusal.SIGN_IN_FAILED: 401,
    AccountRefusal.NOT_SIGNED_IN: 401,
    AccountRefusal.SESSION_ENDED: 401,
    AccountRefusal.TOO_MANY_ATTEMPTS: 429,
    AccountRefusal.PASSWORD_TO_CHANGE: 403,
    AccountRefusal.ROLE_MISSING: 403,
    AccountRefusal.WRONG_PASSWORD: 403,
    AccountRefusal.ACCOUNT_UNKNOWN: 404,
    AccountRefusal.NAME_TAKEN: 409,
    AccountRefusal.LAST_ADMIN: 409,
    AccountRefusal.NAME_INVALID: 422,
    AccountRefusal.DISPLAY_NAME_INVALID: 422,
    AccountRefusal.NO_ROLE: 422,
    AccountRefusal.PASSWORD_TOO_SHORT: 422,
    AccountRefusal.PASSWORD_TOO_LONG: 422,
    AccountRefusal.PASSWORD_OBVIOUS: 422,
    AccountRefusal.PASSWORD_IS_NAME: 422,
    AccountRefusal.PASSWORD_UNCHANGED: 422,
}
"""HTTP status of each reason for which something asked by staff is not done."""


def tell_account_refusal(refusal: AccountRefused, messages: Messages, language: Language) -> JSONResponse:
    """The whole reply, with ``Retry-After`` where waiting helps and ``WWW-Authenticate`` where signing in does."""
    status = STATUS_OF_ACCOUNT_REFUSAL[refusal.reason]
    body = StaffRefused(
        reason=refusal.reason,
        message=say_account_refusal(refusal, messages, language),
        retry_after_seconds=refusal.retry_after_seconds,
    )
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    if refusal.retry_after_seconds:
        headers["Retry-After"] = str(refusal.retry_after_seconds)
    return JSONResponse(body.model_dump(mode="json"), status, headers=headers)


def say_account_refusal(refusal: AccountRefused, messages: Messages, language: Language) -> str:
    """The sentence alone."""
    wait = _spell_wait(refusal.retry_after_seconds, messages, language)
    return messages.text(f"account.refusal.{refusal.reason.value}", language, wait=wait)


def _spell_wait(seconds: int, messages: Messages, language: Language) -> str:
    """« 40 secondes », « 15 minutes »: never less than the time to wait."""
    if seconds == 1:
        return messages.text("account.wait.second", language)
    if seconds <= 120:
        return messages.text("account.wait.seconds", language, count=seconds)
    return messages.text("account.wait.minutes", language, count=-(-seconds // 60))
