"""Public pages, below the language."""

from django.urls import path

from halte.directory.views import pages, search, spaces

app_name = "directory"

urlpatterns = [
    path("", search.home, name="home"),
    path("embed", search.embed, name="embed"),
    path("spaces/<slug:slug>", spaces.space, name="space"),
    path("spaces/<slug:slug>/code.svg", spaces.space_code, name="space_code"),
    path("spaces/<slug:slug>/report", spaces.report, name="report"),
    path("spaces/<slug:slug>/reported", spaces.reported, name="reported"),
    path("actors", pages.actors, name="actors"),
    path("about", pages.about, name="about"),
    path("accessibility", pages.accessibility, name="accessibility"),
    path("privacy", pages.privacy, name="privacy"),
    path("legal", pages.legal, name="legal"),
    path("open-data", pages.open_data, name="open_data"),
]
