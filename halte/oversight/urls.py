"""The coordination's pages about the platform itself."""

from django.urls import path

from halte.oversight import views

app_name = "oversight"

urlpatterns = [
    path("work/outbox", views.outbox, name="outbox"),
    path("work/register", views.register, name="register"),
    path("work/spaces/<slug:slug>/history", views.space_history, name="space_history"),
    path("work/outbox/<int:pk>", views.retry, name="retry"),
]
