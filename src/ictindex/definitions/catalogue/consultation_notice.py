"""The least notice of a consultation: a dated number of days, which is ours."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from ictindex.core.data_classes import dataclass
from ictindex.definitions.catalogue import loading


@dataclass(frozen=True, slots=True)
class NoticePeriod:
    """The least notice, in days, of consultations notified from a day on; ``mark`` says whose."""

    first: dt.date
    days: int
    mark: str
    reason: str


@lru_cache(maxsize=1)
def notice_periods() -> tuple[NoticePeriod, ...]:
    """Return the periods of the least notice, the earliest first."""
    periods = loading.toml("consultation_notice.toml")["periods"]
    return tuple(NoticePeriod(**period) for period in periods)


def least_notice(notified: dt.date) -> int:
    """Return the least notice, in days, of a consultation that was notified on a day."""
    days = [period.days for period in notice_periods() if period.first <= notified]
    return days[-1] if days else 0
