"""The limits of checks are ours: real values lie outside some, and no message says otherwise."""

from __future__ import annotations

from ictindex.language import i18n

LIMITS = ("R04", "R05", "R06", "R07", "R08", "R09", "R10", "R11")


def test_no_limit_of_a_check_is_called_the_highest_or_lowest_value_observed() -> None:
    """ITU prints 421.4 mobile-broadband subscriptions per 100 (Vanuatu, IDI 2025), over 400."""
    words = [
        i18n.text(f"messages/rule.{rule}{side}", "message", "en", value="421.4", limit="400")
        for rule in LIMITS
        for side in ("", ".below")
    ]
    shown = [text for text in words if "limit of this check" in text]
    assert len(shown) >= len(LIMITS)
    assert not [text for text in words if "observed" in text]
