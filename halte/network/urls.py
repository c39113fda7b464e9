from django.urls import path

from halte.network import views

app_name = "network"

urlpatterns = [
    path("work/findings", views.findings, name="findings"),
]
