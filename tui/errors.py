"""What can go wrong between the desk and its server.

::

    DeskError
    ├── CaseNotChanged    the server says why something asked of a case is not done
    ├── KeeperNotDone     the server says why something asked by a keeper of the bases is not done
    ├── StaffNotAllowed   the server says why something asked by staff is not done
    ├── RequestNotTaken   the server refuses the request whatever it asks
    ├── Unreachable       no reply came
    └── NotUnderstood     a reply came that is none of the contract

None of them carries a text that somebody typed: a masked text stays in the refusal, which nothing prints.
"""

from assistant.api.desk_schemas import CaseRefused
from assistant.api.keeper_schemas import KeeperRefusedWire
from assistant.api.schemas import StaffRefused


class DeskError(Exception):
    """Anything that the desk tells the agent in words."""


class CaseNotChanged(DeskError):
    def __init__(self, refusal: CaseRefused) -> None:
        super().__init__(refusal.reason.value)
        self.refusal = refusal


class KeeperNotDone(DeskError):
    def __init__(self, refusal: KeeperRefusedWire) -> None:
        super().__init__(refusal.reason.value)
        self.refusal = refusal


class StaffNotAllowed(DeskError):
    def __init__(self, refusal: StaffRefused) -> None:
        super().__init__(refusal.reason.value)
        self.refusal = refusal


class RequestNotTaken(DeskError):
    def __init__(self, reason: str, message: str) -> None:
        super().__init__(reason)
        self.message = message


class Unreachable(DeskError):
    def __init__(self, *, may_be_done: bool) -> None:
        super().__init__()
        self.may_be_done = may_be_done
        """True when the request left and its reply was lost: what it asked may have been done."""


class NotUnderstood(DeskError):
    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status
        """HTTP status of the reply."""
