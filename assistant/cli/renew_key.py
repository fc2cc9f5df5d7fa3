"""``parvis renew-key``: a new key for call-back details, beside a running server or not."""

from assistant.cli.words import console, say
from assistant.escalation.contact_key import ContactKey
from assistant.escalation.contact_store import ContactStore
from assistant.settings import read_settings
from assistant.wiring import connect_database


def renew_key() -> None:
    settings = read_settings()
    engine = connect_database(settings)
    try:
        sealed = ContactStore(engine, ContactKey(settings.contact_key_file)).renew_key()
    finally:
        engine.dispose()
    console().print(say("key_renewed", count=sealed, file=settings.contact_key_file))
