"""Tell the time elsewhere, by the zones of tzdata alone."""

from __future__ import annotations

import sys
import zoneinfo
from datetime import datetime

zoneinfo.reset_tzpath(to=())


def offset(zone: str, when: datetime) -> str:
    """Return how far a zone is from UTC."""
    return when.replace(tzinfo=zoneinfo.ZoneInfo(zone)).strftime("%z %Z")


def known() -> set[str]:
    """Return the names of all zones."""
    return zoneinfo.available_timezones()


def main() -> None:
    print(offset(sys.argv[1], datetime.fromisoformat("2024-07-01")))


if __name__ == "__main__":
    main()
