"""Days and times as people say them: weekday, day, month, 24 hours."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from halte.network.hours.text import date_text, full_date_text

register = template.Library()


@register.filter
def moment(at: datetime) -> str:
    """A day and a time: "Monday 4 January, 14:00"."""
    local = timezone.localtime(at)
    return f"{date_text(local.date())}, {local:%H:%M}"


@register.filter
def full_day(day: date) -> str:
    """A day with its year: "Monday 4 January 2027"."""
    return full_date_text(day)
