from datetime import timedelta

import pytest
from django.utils import timezone

from halte.core import ratelimit, terms
from halte.core.models import RateCount

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def ask(rf, address="192.0.2.1", what="report") -> bool:
    return ratelimit.allow(rf.get("/", REMOTE_ADDR=address), what, most=2, within=HOUR)


def test_limit_is_kept_for_each_address_and_matter(rf):
    assert [ask(rf) for _ in range(4)] == [True, True, False, False]
    assert ask(rf, address="192.0.2.2") is True
    assert ask(rf, what="other") is True


def test_address_itself_is_not_stored(rf):
    ask(rf)
    assert "192.0.2" not in RateCount.objects.get().key


def test_old_counts_are_forgotten(rf):
    ask(rf)
    terms.apply_terms(timezone.now())
    assert RateCount.objects.count() == 1
    terms.apply_terms(timezone.now() + 2 * DAY)
    assert RateCount.objects.count() == 0


def test_address_behind_our_proxy_is_the_one_it_saw(rf, settings):
    settings.BEHIND_PROXY = True

    def ask_through_proxy(forwarded: str) -> bool:
        request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})
        return ratelimit.allow(request, "report", most=1, within=HOUR)

    assert [ask_through_proxy(f"1.1.1.{n}, 192.0.2.1") for n in range(2)] == [True, False]
    assert ask_through_proxy("192.0.2.2") is True
