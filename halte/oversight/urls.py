"""The coordination's pages about the platform itself, and the history of records."""

from django.urls import path

from halte.oversight.views import history, mails, register

app_name = "oversight"

urlpatterns = [
    path("work/outbox", mails.outbox, name="outbox"),
    path("work/outbox/<int:pk>", mails.retry, name="retry"),
    path("work/register", register.register, name="register"),
    path("work/spaces/<slug:slug>/history", history.space_history, name="space_history"),
    path(
        "work/organisations/<slug:slug>/history",
        history.organisation_history,
        name="organisation_history",
    ),
    path("work/people/<int:pk>/history", history.person_history, name="person_history"),
]
