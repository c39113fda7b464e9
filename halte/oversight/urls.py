"""The coordination's pages about the platform itself, and the history of records."""

from django.urls import path

from halte.oversight.views import history, mails, register, requests

app_name = "oversight"

urlpatterns = [
    path("work/outbox", mails.outbox, name="outbox"),
    path("work/outbox/<int:pk>", mails.retry, name="retry"),
    path("work/register", register.register, name="register"),
    path("work/register.csv", register.register_csv, name="register_csv"),
    path("work/register/nights", register.term_runs, name="term_runs"),
    path("work/requests", requests.requests, name="requests"),
    path("work/requests/new", requests.request_new, name="request_new"),
    path("work/requests/<int:pk>", requests.request_detail, name="request"),
    path("work/requests/<int:pk>/export", requests.request_export, name="request_export"),
    path("work/requests/<int:pk>/rows", requests.request_rows, name="request_rows"),
    path("work/requests/<int:pk>/erase", requests.request_erase, name="request_erase"),
    path("work/requests/<int:pk>/restrict", requests.request_restrict, name="request_restrict"),
    path("work/requests/<int:pk>/<slug:verb>", requests.request_move, name="request_move"),
    path("work/spaces/<slug:slug>/history", history.space_history, name="space_history"),
    path(
        "work/organisations/<slug:slug>/history",
        history.organisation_history,
        name="organisation_history",
    ),
    path("work/people/<int:pk>/history", history.person_history, name="person_history"),
]
