"""Every closed list of words of the assistant. Imports nothing of ours, so that the desk and the wire may use it."""

from enum import StrEnum


class Language(StrEnum):
    """Languages that the assistant's own sentences exist in. Each has a file in ``assistant/messages``."""

    FRENCH = "fr"
    ENGLISH = "en"


class Channel(StrEnum):
    """The door through which a person speaks."""

    WEB = "web"
    API = "api"
    TERMINAL = "terminal"
    VOICE = "voice"


class Author(StrEnum):
    """Who wrote a message. A language model is never an agent."""

    PERSON = "person"
    ASSISTANT = "assistant"
    AGENT = "agent"


class AnswerStatus(StrEnum):
    """How a turn ended. Each has a label and a sentence in every language."""

    ANSWERED = "answered"
    """The page's own words."""
    GREETING = "greeting"
    THANKS = "thanks"
    ABOUT = "about"
    """The person asks who is speaking."""
    OUT_OF_SCOPE = "out_of_scope"
    OTHER_COUNTRY = "other_country"
    """Another State's law, nationality, papers or procedures: its embassy or its own site answers."""
    UNCLEAR = "unclear"
    """Too little was said to search for anything."""
    ASKED_BACK = "asked_back"
    """The answer hangs on the person's situation: the page's own branches are offered as choices."""
    AWAITS_REVIEW = "awaits_review"
    """The doctrine has an agent check the answer first: the pages are shown, the assistant's words wait as a draft."""
    NO_SOURCE = "no_source"
    """No official page answers."""
    NEEDS_PERSON = "needs_person"
    """The person asks for a human, or needs one."""
    DANGER = "danger"
    """Distress or danger: fixed numbers and a human, at once."""
    REFUSED_INJECTION = "refused_injection"
    REFUSED_ILLEGAL = "refused_illegal"
    REFUSED_ABUSE = "refused_abuse"
    REFUSED_PRIVACY = "refused_privacy"
    """Somebody else's personal data is asked for."""
    UNGUARDED = "unguarded"
    """A guard could not decide: nothing was kept, searched or written."""
    CANCELLED = "cancelled"
    """The person left before the end."""
    FAILED = "failed"
    """Something broke. The person keeps the way to a human."""


class Completeness(StrEnum):
    """How much of the question the shown words cover."""

    COMPLETE = "complete"
    PARTIAL = "partial"
    NONE = "none"


class PartKind(StrEnum):
    """Where the words of a part of an answer come from."""

    QUOTE = "quote"
    """The official page, word for word."""
    REWORDED = "reworded"
    """The model, proven against the passage that it cites."""
    FIXED = "fixed"
    """The assistant's own catalogue of messages."""
    VALIDATED = "validated"
    """A person of the administration, who wrote and checked it for this question and these pages."""
    WRITTEN = "written"
    """An agent, who corrected the assistant."""


class QuestionRefusal(StrEnum):
    """Why a question is not taken at all."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_WORDS = "no_words"
    """Only signs, emoji or invisible characters."""
    ALREADY_ASKING = "already_asking"
    """The conversation has a question that is still being answered."""
    TOO_BUSY = "too_busy"


class RequestRefusal(StrEnum):
    """Why a request is not taken, whatever it asks."""

    CROSS_SITE = "cross_site"
    """Another site's page sent it."""
    UNKNOWN_HOST = "unknown_host"
    """It names a host that is not ours."""
    TOO_OFTEN = "too_often"
    TOO_MANY_STREAMS = "too_many_streams"


class SpeechRefusal(StrEnum):
    """Why no question is made of a recording. Each has a sentence in every language."""

    NOTHING_SAID = "nothing_said"
    UNCLEAR = "unclear"
    INVENTED = "invented"
    """Words that the model is known to say of a recording without words."""
    UNREADABLE = "unreadable"
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    NO_FILE = "no_file"
    UNAVAILABLE = "unavailable"
    """This service has no voice now."""
    BUSY = "busy"
    UNGUARDED = "unguarded"
    """The personal-data guard could not decide: nothing was kept or shown."""


class ContactRefusal(StrEnum):
    """Why call-back details are not taken."""

    UNREADABLE = "unreadable"
    """Neither a telephone number nor an e-mail address."""
    MOMENT_ALONE = "moment_alone"
    """When to call and not whom."""
    MOMENT_TOO_LONG = "moment_too_long"
    UNAVAILABLE = "unavailable"
    """The key that seals them cannot be used now."""


class ContestSubject(StrEnum):
    """What a person says is wrong with an answer."""

    WRONG = "wrong"
    """What it says is not true."""
    OUTDATED = "outdated"
    INCOMPLETE = "incomplete"
    OFF_TOPIC = "off_topic"
    """It answers another question."""
    UNCLEAR = "unclear"
    OTHER = "other"


class ContestRefusal(StrEnum):
    """Why a contest is not taken. What was typed is given back."""

    NOTHING_CHOSEN = "nothing_chosen"
    TOO_LONG = "too_long"
    UNGUARDED = "unguarded"
    """The personal-data guard could not decide: nothing was kept."""


class ContestVerdict(StrEnum):
    """What a keeper decided of an answer that a person says is wrong."""

    ANSWER_RIGHT = "answer_right"
    PAGE_WRONG = "page_wrong"
    """The page is to be corrected."""
    PAGE_UNCLEAR = "page_unclear"
    WRONG_PAGE = "wrong_page"
    """Another page answers: search found the wrong one."""
    WRONG_WORDS = "wrong_words"
    """The right page, and not the words that answer."""
    ANSWER_TO_WRITE = "answer_to_write"
    """No page says it well enough: somebody is to write an answer."""
    ANSWER_WRITTEN = "answer_written"
    OTHER = "other"


OF_CONTESTED_PAGES = (ContestVerdict.PAGE_WRONG, ContestVerdict.PAGE_UNCLEAR)
"""Verdicts that say something of the pages: these are then in the worklist ``marked``."""
OF_CONTESTED_QUESTIONS = (ContestVerdict.WRONG_PAGE, ContestVerdict.WRONG_WORDS, ContestVerdict.ANSWER_TO_WRITE)
"""Verdicts after which the question still has no right answer: it is then in the worklist ``unanswered``."""


class EscalationState(StrEnum):
    """Where a request for a human stands. ``assistant/escalation/states.py`` holds the ways between them."""

    OFFERED = "offered"
    """The person reads the handover note; nothing is sent yet."""
    WAITING = "waiting"
    CLAIMED = "claimed"
    FORWARDED = "forwarded"
    """Waits for one colleague or one service alone."""
    CALL_BACK = "call_back"
    """Somebody is to be called back; the case is in the list of call-backs."""
    DECLINED = "declined"
    """The person read the note and sent nothing."""
    WITHDRAWN = "withdrawn"
    """The person needs nobody any more."""
    EXPIRED = "expired"
    """Nobody could take it in time, and the person was told what to do instead."""
    CLOSED = "closed"


OPEN_STATES = (
    EscalationState.WAITING.value,
    EscalationState.CLAIMED.value,
    EscalationState.FORWARDED.value,
    EscalationState.CALL_BACK.value,
)
"""Of a request that an agent has still to end."""


class CaseChange(StrEnum):
    """What was done to a case: one row each, with who, when and why."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    CLAIMED = "claimed"
    RELEASED = "released"
    FORWARDED = "forwarded"
    CALL_BACK_PLANNED = "call_back_planned"
    CALL_BACK_TRIED = "call_back_tried"
    CONTACT_READ = "contact_read"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CLOSED = "closed"
    REPLIED = "replied"
    NOTED = "noted"
    ALARM = "alarm"
    """The person has since spoken of danger: the case goes first."""


class Queue(StrEnum):
    """The lists of the desk."""

    WAITING = "waiting"
    MINE = "mine"
    COLLEAGUES = "colleagues"
    CALL_BACKS = "call_backs"
    DRAFTS = "drafts"
    """Answers that wait for a person's approval."""
    CLOSED = "closed"


class ClosingReason(StrEnum):
    """How a case ended."""

    ANSWERED = "answered"
    CALLED_BACK = "called_back"
    SENT_ELSEWHERE = "sent_elsewhere"
    """Another service is in charge, and the person was told which."""
    PERSON_LEFT = "person_left"
    NOT_REACHED = "not_reached"
    ABUSE = "abuse"
    OTHER = "other"


class CaseLabel(StrEnum):
    """What a closed case says of the pages and of the assistant. Keepers of the bases work through them."""

    PAGE_RIGHT = "page_right"
    PAGE_MISSING = "page_missing"
    PAGE_WRONG = "page_wrong"
    PAGE_UNCLEAR = "page_unclear"
    ASSISTANT_WRONG = "assistant_wrong"
    """The page was right and the assistant's choice of words was not."""
    NOT_OUR_SERVICE = "not_our_service"
    PERSONAL_CASE = "personal_case"
    """Only somebody who opens the person's file can answer."""


class CallBackOutcome(StrEnum):
    """What came of calling somebody back."""

    REACHED = "reached"
    NOT_REACHED = "not_reached"
    WRONG_ADDRESS = "wrong_address"


class Presence(StrEnum):
    """Whether an agent takes cases now."""

    AVAILABLE = "available"
    BUSY = "busy"
    AWAY = "away"


class DeskOpening(StrEnum):
    """Whether agents answer now."""

    OPEN = "open"
    OUTSIDE_HOURS = "outside_hours"
    HOLIDAY = "holiday"
    ALL_AWAY = "all_away"
    """Within the hours, and no agent is signed in and present."""


class Wait(StrEnum):
    """How long a person may have to wait for an agent. Each is a sentence and none a figure that looks exact."""

    QUARTER = "quarter"
    """Less than a quarter of an hour."""
    HALF_HOUR = "half_hour"
    HOUR = "hour"
    TWO_HOURS = "two_hours"
    HALF_DAY = "half_day"
    LONG = "long"
    UNKNOWN = "unknown"
    """Too few cases were answered lately, or nobody is there: nothing honest can be said."""


class CaseRefusal(StrEnum):
    """Why something asked of a case is not done. Each has a sentence in every language."""

    UNKNOWN = "unknown"
    CHANGED = "changed"
    """Somebody changed it meanwhile: read it again."""
    HELD = "held"
    """A colleague holds it."""
    NOT_HELD = "not_held"
    """Claim it first."""
    NOT_POSSIBLE = "not_possible"
    """Its state does not allow this."""
    NOBODY_THERE = "nobody_there"
    """Who it is forwarded to is not present, or no such service is named in the settings."""
    TRAINING_FIRST = "training_first"
    """The course has not been passed since it was last required."""
    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNGUARDED = "unguarded"
    """The personal-data guard could not decide: nothing was sent."""
    MASKED = "masked"
    """The text holds personal data: it goes out masked once the agent agrees."""
    DOUBTFUL = "doubtful"
    """It has a figure or a link that stands on none of the answer's pages: it goes out once the agent agrees."""
    NO_CONTACT = "no_contact"


class DraftVerdict(StrEnum):
    """What a person decided of an answer that waited."""

    APPROVED = "approved"
    EDITED = "edited"
    REJECTED = "rejected"


class ReviewReason(StrEnum):
    """What was wrong with an answer that an agent corrected or rejected. Figures of quality count by these words."""

    WRONG_PAGE = "wrong_page"
    """Another page answers."""
    WRONG_WORDS = "wrong_words"
    """The right page, and not the words that answer."""
    WRONG_SITUATION = "wrong_situation"
    """Words for somebody in another situation."""
    INCOMPLETE = "incomplete"
    OUT_OF_DATE = "out_of_date"
    UNCLEAR = "unclear"
    NO_PAGE = "no_page"
    """No page of the bases answers."""
    OTHER = "other"


class EscalationReason(StrEnum):
    """Why a human is asked for."""

    ASKED = "asked"
    DANGER = "danger"
    NO_SOURCE = "no_source"
    NOT_SATISFIED = "not_satisfied"
    FAILED = "failed"


class Role(StrEnum):
    """What an account of staff may do. None holds another."""

    AGENT = "agent"
    """Answers the people who asked for a human."""
    ADMIN = "admin"
    """Keeps the accounts, and reads who changed what."""
    REFERENT = "referent"
    """Keeps the quality of answers and the doctrine."""
    OBSERVER = "observer"
    """Reads figures and nothing personal."""


class AccountRefusal(StrEnum):
    """Why something asked by staff is not done. Each has a sentence in every language."""

    SIGN_IN_FAILED = "sign_in_failed"
    """Unknown name, wrong password or disabled account: which of them is told to nobody."""
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    NOT_SIGNED_IN = "not_signed_in"
    SESSION_ENDED = "session_ended"
    """The token is not, or no longer, that of a session."""
    PASSWORD_TO_CHANGE = "password_to_change"  # noqa: S105 - a word of the list
    """The password was chosen by somebody else: nothing is done before its owner chooses one."""
    ROLE_MISSING = "role_missing"
    """The account has none of the roles that the request needs."""
    ACCOUNT_UNKNOWN = "account_unknown"
    NAME_TAKEN = "name_taken"
    NAME_INVALID = "name_invalid"
    DISPLAY_NAME_INVALID = "display_name_invalid"
    NO_ROLE = "no_role"
    """An account must have one role at least."""
    LAST_ADMIN = "last_admin"
    """Nobody would be left to keep the accounts."""
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a word of the list
    PASSWORD_TOO_SHORT = "password_too_short"  # noqa: S105 - a word of the list
    PASSWORD_TOO_LONG = "password_too_long"  # noqa: S105 - a word of the list
    PASSWORD_OBVIOUS = "password_obvious"  # noqa: S105 - a word of the list
    PASSWORD_IS_NAME = "password_is_name"  # noqa: S105 - a word of the list
    PASSWORD_UNCHANGED = "password_unchanged"  # noqa: S105 - a word of the list


class AuditAction(StrEnum):
    """What a row of the audit says was done."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_RENAMED = "account_renamed"
    """The display name; the name of an account never changes."""
    ROLES_CHANGED = "roles_changed"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a word of the list
    """By its owner."""
    PASSWORD_RESET = "password_reset"  # noqa: S105 - a word of the list
    """By somebody else."""
    CASE_CLAIMED = "case_claimed"
    CASE_RELEASED = "case_released"
    CASE_FORWARDED = "case_forwarded"
    CASE_REPLIED = "case_replied"
    CASE_NOTED = "case_noted"
    CALL_BACK_PLANNED = "call_back_planned"
    CALL_BACK_TRIED = "call_back_tried"
    CONTACT_READ = "contact_read"
    CASE_CLOSED = "case_closed"
    DRAFT_DECIDED = "draft_decided"
    COURSE_PASSED = "course_passed"
    COURSE_REQUIRED = "course_required"
    """By an admin, again: of one account or of all."""
    AUDIT_PURGED = "audit_purged"
    """Rows older than a day are gone: how many, and older than when."""
    KNOWLEDGE_PUBLISHED = "knowledge_published"
    KNOWLEDGE_ROLLED_BACK = "knowledge_rolled_back"
    KNOWLEDGE_REMOVED = "knowledge_removed"
    """A version of a base that was no longer needed."""
    GOLDEN_CHANGED = "golden_changed"
    """The questions that each version of a base is held against."""
    WORK_MARKED = "work_marked"
    """An item of a worklist: done, ignored, or to do again."""
    ANSWER_ADDED = "answer_added"
    ANSWER_CORRECTED = "answer_corrected"
    ANSWER_CONFIRMED = "answer_confirmed"
    """Its pages changed, and it was read again and holds."""
    ANSWER_WITHDRAWN = "answer_withdrawn"
    CONTEST_DECIDED = "contest_decided"
    CONTEST_REOPENED = "contest_reopened"


class Worklist(StrEnum):
    """What the keepers of a base work through."""

    STALE = "stale"
    """Pages older than a set age."""
    CHANGED = "changed"
    """Pages that say something else in the draft than in the published version."""
    LINKS = "links"
    """Addresses of the pages that did not answer when they were last checked."""
    UNANSWERED = "unanswered"
    """Questions without an answer, by subject."""
    USED = "used"
    """Pages that answers stand on, the most used first."""
    MARKED = "marked"
    """Pages that agents called wrong, unclear or missing when they closed a case."""
    VALIDATED = "validated"
    """Answers written by a person whose page has changed since: to check again."""


class WorkMark(StrEnum):
    """What was decided of an item of a worklist."""

    OPEN = "open"
    DONE = "done"
    IGNORED = "ignored"


class ValidatedState(StrEnum):
    """Where an answer written by a person stands."""

    SERVED = "served"
    DRAFT = "draft"
    """A page that it is tied to says something else than when it was checked: it is served to nobody."""
    WITHDRAWN = "withdrawn"


class ValidatedChange(StrEnum):
    """What was done to an answer written by a person: one row each, with who, when and why."""

    ADDED = "added"
    CORRECTED = "corrected"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class KeeperRefusal(StrEnum):
    """Why something asked by a keeper of the bases is not done. Each has a sentence in every language."""

    BASE_UNKNOWN = "base_unknown"
    VERSION_UNKNOWN = "version_unknown"
    NO_DRAFT = "no_draft"
    ALREADY_PUBLISHED = "already_published"
    NO_WAY_BACK = "no_way_back"
    NOT_PREPARED = "not_prepared"
    """Its index by meaning is not built: published now, it would be searched by words alone."""
    IN_USE = "in_use"
    """Another process publishes, loads, searches or embeds it."""
    PAGE_UNKNOWN = "page_unknown"
    ITEM_UNKNOWN = "item_unknown"
    """No such item in the worklist."""
    ANSWER_UNKNOWN = "answer_unknown"
    CONTEST_UNKNOWN = "contest_unknown"
    """It was erased, with its conversation or by its age."""
    CONTEST_DECIDED = "contest_decided"
    """Somebody dealt with it meanwhile."""
    CONTEST_CHANGED = "contest_changed"
    """Somebody opened it again meanwhile."""
    CHANGED = "changed"
    """Somebody changed it meanwhile: read it again."""
    WITHDRAWN = "withdrawn"
    """It was withdrawn: write another one."""
    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_QUESTION = "no_question"
    NO_PAGE = "no_page"
    NO_SERVICE = "no_service"
    SITUATION_UNKNOWN = "situation_unknown"
    """No page that it is tied to has this branch."""
    PERSONAL_DATA = "personal_data"
    UNGUARDED = "unguarded"
    """The personal-data guard could not decide: nothing was kept."""
    UNSUPPORTED = "unsupported"
    """Figures or addresses that stand in none of its pages: to confirm, with the reason."""
