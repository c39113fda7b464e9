"""Calendars, below /feeds/."""

from django.urls import path

from halte.directory import feeds

app_name = "feeds"

urlpatterns = [
    path("network.ics", feeds.network, name="network"),
    path("spaces/<slug:slug>.ics", feeds.space, name="space"),
    path("themes/<slug:theme>.ics", feeds.theme, name="theme"),
]
