"""Every setting, from the environment (``PARVIS_…``, ``__`` between levels) and one TOML file.

Only ``assistant/wiring.py``, ``assistant/model_choice.py`` and the command line read this; everything else is handed
values.
"""

import os
import tomllib
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import tomlkit
from platformdirs import user_cache_path, user_state_path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from assistant.errors import SettingsInvalid
from assistant.vocabulary import Language


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Server(_Section):
    """Where the web assistant listens."""

    host: str = "127.0.0.1"
    """Address to listen on. The default is reached from this machine alone."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    hosts: tuple[str, ...] = ()
    """Names under which people reach it, for example ``parvis.mairie.example``: requests that name another host are
    refused, but for this machine's own names. Empty: any name."""
    https: bool = False
    """Whether people reach it over HTTPS alone, by a proxy in front of it: browsers are then told never to use HTTP."""
    trusted_proxies: tuple[str, ...] = ()
    """Addresses or networks of the proxies in front of it, for example ``127.0.0.1``: what they say of a person's
    address (``X-Forwarded-For``) is believed. Empty: nobody is believed."""


class Administration(_Section):
    """Who hosts the assistant, as shown to people."""

    name: str = "Parvis"
    """Name of the service at the top of each page."""
    contact: str = ""
    """How to reach a person by other ways: a telephone number, a counter. Shown with each offer of a human."""
    hours: str = ""
    """Opening hours in plain words, shown when a person asks for a human."""
    theme: Path | None = None
    """A theme file with the administration's own name, logo and colours (docs/theme.md)."""
    data_protection_officer: str = ""
    """How to reach the data-protection officer, in plain words: shown with a person's rights."""
    accessibility_contact: str = ""
    """How to tell of a page that somebody cannot use. Empty: ``contact`` is shown."""


class Accessibility(_Section):
    """What an audit of the pages found, for the accessibility statement. Without an audit the pages are, in law, not
    compliant, whatever the tests say."""

    audited_on: date | None = None
    audited_by: str = ""
    """Who made the audit."""
    share: Annotated[float, Field(ge=0, le=100)] | None = None
    """Per cent of the criteria of RGAA 4.1.2 that hold."""
    failures: tuple[str, ...] = ()
    """What the audit found wrong, a sentence each."""

    @property
    def state(self) -> str:
        """``full``, ``partial`` or ``none``, as RGAA counts them."""
        if self.audited_on is None or self.share is None or self.share < 50:
            return "none"
        return "full" if self.share == 100 else "partial"


class LanguageModelSettings(_Section):
    """Which model words the answers, and how much of the machine it may take."""

    model: str = "qwen2.5-coder-1.5b"
    """A name of the catalogue, the path of a GGUF file, the URL of an OpenAI-compatible server, or ``none``."""
    remote_name: str = ""
    """Name of the model on the OpenAI-compatible server, when ``model`` is a URL."""
    threads: Annotated[int, Field(ge=0)] = 0
    """Threads of the generation. 0: as many as the machine has cores."""
    context_tokens: Annotated[int, Field(ge=512)] = 2048
    """Longest prompt and answer together. The model's memory holds two of them, shared by all answers under way."""
    slots: Annotated[int, Field(ge=1, le=16)] = 4
    """Answers that the model writes at the same time, in one batch."""
    seconds: Annotated[float, Field(gt=0)] = 25.0
    """Time budget of the model in one plain version, waiting included. Past it the table's words stand alone."""
    queue_limit: Annotated[int, Field(ge=1)] = 8
    """Questions that may wait for the model while it writes. Past it the page's own words stand alone."""


class EmbeddingSettings(_Section):
    """Which model compares questions and passages."""

    model: str = "multilingual-e5-small"
    """A name of the catalogue, the path of a GGUF file, or ``none`` (words alone are compared)."""
    threads: Annotated[int, Field(ge=1)] = 1
    """Threads for one question. One thread never waits for another at a barrier while the language model works."""
    build_threads: Annotated[int, Field(ge=0)] = 0
    """Threads of the background build of the dense index. 0: as many as the machine has cores."""


class KnowledgeSettings(_Section):
    """Which bases are answered from, and when a page is found or too old."""

    bases: tuple[str, ...] = ("particuliers",)
    """Allow-list: nothing else is answered from."""
    build_dense: bool = True
    """Whether the server has the dense index built in the background when it is missing."""
    pages: Annotated[int, Field(ge=1, le=50)] = 10
    """Pages that a search returns."""
    stale_after_days: Annotated[int, Field(ge=1)] = 730
    """A page older than this is shown with a warning."""
    similarity_near: float = 0.865
    """Cosine from which a page counts as found (multilingual-e5-small puts unlike texts near 0.80)."""
    keep_versions: Annotated[int, Field(ge=2, le=100)] = 3
    """Versions of a base that stay when old ones are cleared away on command; those that are needed always do."""
    overlap_floor: float = 0.2
    """Share of the question's rare words that a page must hold to count as found while there is no dense index."""


class VoiceSettings(_Section):
    """Speaking instead of writing, listening instead of reading. Off where a model or an engine is not there."""

    recognition: str = "whisper-base"
    """A name of the catalogue, a folder with ``model.bin``, ``config.json``, ``tokenizer.json`` and
    ``vocabulary.txt``, or ``none``. The default is for tests: the public deserves ``whisper-small`` or larger."""
    threads: Annotated[int, Field(ge=0)] = 0
    """Threads of the recognition. 0: as many as the machine has cores."""
    engine: Literal["pyttsx3", "espeak-ng", "piper", "none"] = "pyttsx3"
    """What speaks. ``espeak-ng`` is the same voice by a command that starts faster; ``piper`` a more natural one, where
    it is installed."""
    piper_voice: str = ""
    """The ``.onnx`` file of Piper's voice."""
    audio_seconds: Annotated[float, Field(gt=0, le=300)] = 60.0
    """Longest recording of a question."""
    audio_bytes: Annotated[int, Field(ge=100_000, le=8_000_000)] = 6_000_000
    """Largest recording: a minute of a telephone's uncompressed file."""
    remembered_bytes: Annotated[int, Field(ge=0)] = 32 * 1024 * 1024
    """Memory for sentences that were said already: answers repeat themselves."""


class TelephoneSettings(_Section):
    """Where ``parvis telephone`` waits for the calls of an Asterisk."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 9092
    peers: tuple[str, ...] = ()
    """Addresses or networks of the telephone exchanges that may call, beside this machine. What comes over this socket
    is not encrypted: keep it on a network of your own."""
    calls: Annotated[int, Field(ge=1)] = 8
    """Calls at the same time. Past it a caller is hung up on, for the exchange to do something else."""


class PersonalDataSettings(_Section):
    """The processes that look for personal data in what people type. Each holds about 500 MB."""

    workers: Annotated[int, Field(ge=1, le=16)] = 2
    """Processes of the server. With two, one goes on while the other is replaced. Commands use one."""
    seconds: Annotated[float, Field(gt=0)] = 5.0
    """Longest reading of one text. Past it the text is dropped unread and a human is offered."""


class AnswerSettings(_Section):
    """How much is shown."""

    words: Annotated[int, Field(ge=40, le=200)] = 190
    """Most words quoted in one answer: it is meant to be read at once."""
    passages: Annotated[int, Field(ge=1, le=8)] = 6
    """Most passages quoted."""
    sources: Annotated[int, Field(ge=1, le=10)] = 3
    """Most pages shown as sources."""
    simplify_with_model: bool = False
    """Whether the model may reword sentences that the table of plain words leaves as they are. Measured on the default
    model: 3 of 60 sentences are proven and different, at 2 seconds each (docs/grounding.md); worth it with a better
    one."""


class Governance(_Section):
    """What the assistant may do alone, and how its answers are checked. docs/doctrine.md explains it."""

    doctrine: Path | None = None
    """File of the doctrine. None: the one of the program, under which nothing waits."""
    sample_share: Annotated[float, Field(ge=0, le=1)] = 0.0
    """Share of the answers given, drawn by chance, that agents read again afterwards. 0.02 is one in fifty."""


class Network(_Section):
    """What may be connected to beside the model's server and the database: by default, nothing."""

    fetch_hosts: tuple[Annotated[str, Field(pattern=r"^\.?[a-z0-9.-]+$")], ...] = ()
    """Hosts that the fetch commands, and they alone, may reach over HTTPS beside those of the catalogue: where a
    publisher has moved a file. « .example.org » is every host under it."""


def _check_hours(written: tuple[str, ...]) -> tuple[str, ...]:
    """Stretches of one day, in order. Raises ``ValueError``."""
    last = time.min
    for stretch in written:
        try:
            begins, ends = map(time.fromisoformat, stretch.split("-"))
        except ValueError:
            raise ValueError("write hours as « 09:00-12:30 », a stretch each") from None
        if not last <= begins < ends:
            raise ValueError("hours of a day are in order and do not overlap")
        last = ends
    return written


def _check_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("no such time zone on this machine") from None
    return name


Hours = Annotated[tuple[str, ...], AfterValidator(_check_hours)]
"""Stretches of a day: ``["09:00-12:30", "13:30-17:00"]``. Empty: closed that day."""


class DeskSettings(_Section):
    """When agents answer people, and what is told to people while they do not. See docs/hand-off.md."""

    server: str = ""
    """Address of the server that ``parvis desk`` of this machine speaks to. Empty: the server of this machine."""
    monday: Hours = ()
    tuesday: Hours = ()
    wednesday: Hours = ()
    thursday: Hours = ()
    friday: Hours = ()
    saturday: Hours = ()
    sunday: Hours = ()
    time_zone: Annotated[str, AfterValidator(_check_zone)] = "Europe/Paris"
    """Of the hours. Without hours on any day, agents answer whenever one is there."""
    public_holidays: bool = True
    """Whether the desk is closed on the public holidays of France."""
    holiday_region: Literal["", "57", "6AE", "971", "972", "973", "974", "976"] = ""
    """Where more days are holidays: ``57`` (Moselle) or ``6AE`` (Alsace) for Good Friday and 26 December, ``971`` to
    ``976`` overseas. Empty: elsewhere."""
    closed_dates: tuple[date, ...] = ()
    """Other days on which nobody answers."""
    absence: str = ""
    """Told to people while the desk is closed or everybody is away, beside what they can do: why, until when."""
    emergency: str = ""
    """Told to everybody who asks for a human, whatever the hour, such as a closure without notice. Empty: nothing."""
    services: tuple[Annotated[str, Field(min_length=1, max_length=80)], ...] = ()
    """Services that a case may be forwarded to, by the name that agents read."""
    canned_texts: Path | None = None
    """TOML file of the texts that agents insert, as ``assistant/escalation/canned_texts.toml``. None: those."""
    expire_after_hours: Annotated[float, Field(gt=0)] = 35.0
    """Open hours: a working week (all hours count where none is set). Past it a request that nobody took becomes a
    call-back, where the person left a way to be reached, or ends with a message that says what to do. Never in
    silence."""
    forwarded_hours: Annotated[float, Field(gt=0)] = 2.0
    """Open hours after which a case that nobody took where it was forwarded is everybody's again."""
    holder_gone_minutes: Annotated[float, Field(ge=1)] = 20.0
    """Minutes after which a case whose agent is gone is everybody's again, and the assistant answers again."""
    presence_seconds: Annotated[float, Field(ge=20)] = 90.0
    """Seconds without a request nor a stream of events after which an agent is no longer there."""

    @property
    def week(self) -> tuple[Hours, ...]:
        """From Monday."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )


class Rates(_Section):
    """How often is too often. Many people share one address (a town hall's counter, a school, a telephone network):
    what is counted by address is wide, what is counted by conversation is what one person can need."""

    conversation_questions_a_minute: Annotated[int, Field(ge=1)] = 12
    conversation_questions_an_hour: Annotated[int, Field(ge=1)] = 150
    conversation_plain_a_minute: Annotated[int, Field(ge=1)] = 30
    """Plain versions of answers."""
    conversation_speech_a_minute: Annotated[int, Field(ge=1)] = 12
    """Recordings to write: each takes seconds of every core."""
    conversation_listening_a_minute: Annotated[int, Field(ge=1)] = 30
    """Answers read aloud."""
    conversation_person_an_hour: Annotated[int, Field(ge=1)] = 10
    """Requests for a human."""
    conversation_contest_an_hour: Annotated[int, Field(ge=1)] = 20
    """Answers that are said to be wrong."""
    conversation_messages_a_minute: Annotated[int, Field(ge=1)] = 20
    """Messages to an agent."""
    conversation_own_data_a_minute: Annotated[int, Field(ge=1)] = 10
    """Exports and erasures. By the minute, so that nobody waits long for what is theirs."""
    address_questions_a_minute: Annotated[int, Field(ge=1)] = 240
    address_questions_an_hour: Annotated[int, Field(ge=1)] = 3000
    address_plain_a_minute: Annotated[int, Field(ge=1)] = 240
    address_speech_a_minute: Annotated[int, Field(ge=1)] = 60
    address_listening_a_minute: Annotated[int, Field(ge=1)] = 240
    address_person_an_hour: Annotated[int, Field(ge=1)] = 120
    address_contest_an_hour: Annotated[int, Field(ge=1)] = 240
    address_messages_a_minute: Annotated[int, Field(ge=1)] = 240
    address_resumes_a_minute: Annotated[int, Field(ge=1)] = 10
    """Codes to come back that are tried."""
    address_resumes_an_hour: Annotated[int, Field(ge=1)] = 60
    address_own_data_a_minute: Annotated[int, Field(ge=1)] = 120
    address_conversations_an_hour: Annotated[int, Field(ge=1)] = 1500
    """Conversations started."""
    address_streams: Annotated[int, Field(ge=1)] = 100
    """Answers followed at the same time."""
    streams: Annotated[int, Field(ge=1)] = 500
    """The same, from all addresses together."""


class Limits(_Section):
    """What one person may send and keep."""

    question_characters: Annotated[int, Field(ge=100)] = 4000
    turns_at_once: Annotated[int, Field(ge=1)] = 16
    """Questions answered at the same time. Past it people are asked to come back."""
    abandon_seconds: Annotated[float, Field(ge=0)] = 4.0
    """A question that nobody reads any more is stopped after this time."""
    memory_minutes: Annotated[float, Field(gt=0)] = 30.0
    """Personal data that a person typed is forgotten from memory after this idle time. It is never stored."""
    rates: Rates = Rates()


class AccountSettings(_Section):
    """How long staff stay signed in."""

    session_hours: Annotated[float, Field(gt=0, le=168)] = 10.0
    """A sign-in ends after this time whatever is done: a working day."""
    idle_minutes: Annotated[float, Field(ge=1)] = 30.0
    """A sign-in ends after this time without a request."""


class Retention(_Section):
    """How long each kind of data is kept, in days. docs/retention.md says where each is and how to check.

    The CNIL's advice on chatbots: a conversation is kept as long as its purpose needs, which an answer has served once
    it is given. Everything here may be shortened; lengthening it calls for a reason in the register of processing.
    """

    conversation_days: Annotated[int, Field(ge=1, le=365)] = 30
    """After its last turn: a month lets somebody come back to a procedure under way. Redacted text only."""
    escalation_days: Annotated[int, Field(ge=1, le=365)] = 30
    """A request for a human, after it ended: long enough to take the case up again after a complaint."""
    contact_days: Annotated[int, Field(ge=1, le=365)] = 30
    """Call-back details of a request that is still open, after they were left. They go sooner when the request ends:
    nobody is called back after that."""
    contest_days: Annotated[int, Field(ge=1, le=365)] = 30
    """An answer that a person says is wrong, after they said it, and until its conversation goes at the latest."""
    sign_in_days: Annotated[int, Field(ge=1, le=90)] = 30
    """Sign-ins of staff and the addresses they came from, after their last use."""
    worklist_days: Annotated[int, Field(ge=30)] = 365
    """What keepers decided of the items of their lists, and what links answered: a year, so that a yearly round finds
    the one before. No text of a person who asked."""
    withdrawn_answer_days: Annotated[int, Field(ge=30)] = 365
    """An answer written by a person, after it was withdrawn: long enough to tell what was said after a complaint. Until
    it is withdrawn it is kept: it is public text."""
    figure_days: Annotated[int, Field(ge=1)] = 730
    """Figures of what agents decided of answers: two years, to compare one with the next. They name nobody."""
    audit_days: Annotated[int, Field(ge=31)] = 365
    """Who of the staff changed what: a year, as the CNIL advises. The last 30 days cannot be deleted."""
    purge_daily: bool = True
    """Whether the server deletes each day what is past its time. Off: an operator runs ``parvis purge``."""


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(
        env_prefix="PARVIS_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        nested_model_default_partial_update=True,
    )

    language: Language = Language.FRENCH
    """Language of the command line."""
    cache: Path = Field(default_factory=lambda: user_cache_path("parvis"))
    """Models and corpora, fetched on command and checked by sha256. May be shared and rebuilt."""
    state: Path = Field(default_factory=lambda: user_state_path("parvis"))
    """What the assistant keeps: conversations (redacted) and published bases."""
    database_url: str = ""
    """SQL database of the conversations. Empty: a SQLite file under ``state``."""

    server: Server = Server()
    administration: Administration = Administration()
    accessibility: Accessibility = Accessibility()
    language_model: LanguageModelSettings = LanguageModelSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    knowledge: KnowledgeSettings = KnowledgeSettings()
    voice: VoiceSettings = VoiceSettings()
    telephone: TelephoneSettings = TelephoneSettings()
    personal_data: PersonalDataSettings = PersonalDataSettings()
    answer: AnswerSettings = AnswerSettings()
    desk: DeskSettings = DeskSettings()
    governance: Governance = Governance()
    network: Network = Network()
    limits: Limits = Limits()
    accounts: AccountSettings = AccountSettings()
    retention: Retention = Retention()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, settings_file())

    @property
    def sql_url(self) -> str:
        return self.database_url or f"sqlite:///{self.state / 'conversations.sqlite'}"

    @property
    def knowledge_root(self) -> Path:
        return self.state / "knowledge"

    @property
    def evaluations_folder(self) -> Path:
        """Where figures to publish are put, as ``parvis evaluate … --json`` writes them."""
        return self.state / "evaluations"

    @property
    def contact_key_file(self) -> Path:
        """Apart from the database, so that a copy of one opens nothing."""
        return self.state / "contact.key"

    @property
    def vectors_file(self) -> Path:
        """Vectors by content hash: costly to compute and free of personal data, so they live with the models."""
        return self.cache / "vectors.sqlite"


def settings_file() -> Path:
    """The TOML file: ``PARVIS_CONFIG``, else ``parvis.toml`` of the current folder, else of the state folder."""
    if named := os.environ.get("PARVIS_CONFIG"):
        return Path(named)
    local = Path("parvis.toml")
    return local if local.is_file() else user_state_path("parvis") / "parvis.toml"


def read_settings() -> Settings:
    """Read them all. Raises :class:`SettingsInvalid`, one line a mistake, naming the setting and not its value."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"{'.'.join(str(step) for step in fault['loc'])}: {fault['msg']}" for fault in error.errors()]
        raise SettingsInvalid(f"{settings_file()}:\n  " + "\n  ".join(lines)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsInvalid(f"{settings_file()}: not TOML in UTF-8 ({error})") from None
    except SettingsError as error:
        raise SettingsInvalid(f"{error}. Write lists and tables as JSON in the environment.") from None


def write_setting(section: str, name: str, value: str) -> Path:
    """Set one value in the TOML file, keeping its comments and order. Returns the file."""
    file = settings_file()
    document = tomlkit.parse(file.read_text(encoding="utf-8")) if file.is_file() else tomlkit.document()
    table = document.setdefault(section, tomlkit.table())
    table[name] = value
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(tomlkit.dumps(document), encoding="utf-8")
    return file
