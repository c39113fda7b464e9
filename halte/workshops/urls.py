"""The programme, and the work pages about it."""

from django.urls import path

from halte.workshops.views import public

app_name = "workshops"

urlpatterns = [
    path("workshops/<uuid:uuid>", public.session, name="session"),
    path("seat/<str:code>", public.seat, name="seat"),
]
