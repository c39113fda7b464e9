"""The work pages about the register."""

from django.urls import path

from halte.network.views import (
    confirm,
    organisations,
    overview,
    register,
    space_messages,
    space_overview,
    space_sections,
    space_sites,
    work,
)
from halte.network.views.hours import editing, exceptions, outings, seasons, week

app_name = "network"

urlpatterns = [
    path("work", work.work, name="work"),
    path("work/spaces", work.spaces, name="spaces"),
    path("work/network", overview.overview, name="overview"),
    path("work/network/export.<str:kind>", overview.export, name="overview_export"),
    path("work/network/remind", overview.remind, name="overview_remind"),
    path("work/organisations", organisations.organisations, name="organisations"),
    path("work/organisations/<slug:slug>", organisations.organisation, name="organisation"),
    path("work/findings", register.findings, name="findings"),
    path("work/corrections", register.corrections, name="corrections"),
    path("work/corrections/<int:pk>", register.correction, name="correction"),
    path("work/confirm/<str:token>", confirm.confirm, name="confirm"),
    path("work/spaces/<slug:slug>/hours", week.hours, name="hours"),
    path("work/spaces/<slug:slug>/hours/preview", editing.hours_preview, name="hours_preview"),
    path("work/spaces/<slug:slug>/hours/planned/drop", week.drop, name="hours_drop"),
    path("work/spaces/<slug:slug>/hours/past", week.past, name="hours_past"),
    path("work/spaces/<slug:slug>/hours/exceptions", exceptions.exceptions, name="exceptions"),
    path(
        "work/spaces/<slug:slug>/hours/exceptions/new",
        exceptions.exception_new,
        name="exception_new",
    ),
    path(
        "work/spaces/<slug:slug>/hours/exceptions/<int:pk>", exceptions.exception, name="exception"
    ),
    path("work/spaces/<slug:slug>/hours/seasons", seasons.seasons, name="seasons"),
    path("work/spaces/<slug:slug>/hours/seasons/new", seasons.season_new, name="season_new"),
    path("work/spaces/<slug:slug>/hours/seasons/<int:pk>", seasons.season, name="season"),
    path("work/spaces/<slug:slug>/hours/outings", outings.outings, name="outings"),
    path("work/spaces/<slug:slug>/hours/outings/new", outings.outing_new, name="outing_new"),
    path("work/spaces/<slug:slug>/hours/outings/<int:pk>", outings.outing, name="outing"),
    path("work/spaces/<slug:slug>", space_overview.space, name="space"),
    path("work/spaces/<slug:slug>/confirm", space_overview.confirm, name="space_confirm"),
    path("work/spaces/<slug:slug>/change/<slug:section>", space_sections.section, name="section"),
    path("work/spaces/<slug:slug>/sites/new", space_sites.site_new, name="site_new"),
    path("work/spaces/<slug:slug>/sites/<int:pk>", space_sites.site_verb, name="site_verb"),
    path(
        "work/spaces/<slug:slug>/sites/<int:pk>/address",
        space_sites.site_address,
        name="site_address",
    ),
    path(
        "work/spaces/<slug:slug>/sites/<int:pk>/access", space_sites.site_access, name="site_access"
    ),
    path("work/spaces/<slug:slug>/sites/<int:pk>/pin", space_sites.site_pin, name="site_pin"),
    path("work/spaces/<slug:slug>/sites/<int:pk>/close", space_sites.site_close, name="site_close"),
    path("work/spaces/<slug:slug>/messages", space_messages.space_messages, name="space_messages"),
    path(
        "work/spaces/<slug:slug>/messages/<int:pk>",
        space_messages.space_message,
        name="space_message",
    ),
]
