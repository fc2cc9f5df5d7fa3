"""``parvis renew-key``: a new key for call-back details, beside a running server or not."""

from assistant.cli.words import console, say
from assistant.conversation.database import open_database
from assistant.escalation.contact_key import ContactKey
from assistant.escalation.contact_store import ContactStore
from assistant.settings import read_settings


def renew_key() -> None:
    settings = read_settings()
    engine = open_database(settings.sql_url)
    try:
        sealed = ContactStore(engine, ContactKey(settings.contact_key_file)).renew_key()
    finally:
        engine.dispose()
    console().print(say("key_renewed", count=sealed, file=settings.contact_key_file))
