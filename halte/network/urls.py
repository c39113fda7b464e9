"""The coordination's pages about the register."""

from django.urls import path

from halte.network import views

app_name = "network"

urlpatterns = [
    path("work/findings", views.findings, name="findings"),
    path("work/corrections", views.corrections, name="corrections"),
    path("work/corrections/<int:pk>", views.correction, name="correction"),
]
