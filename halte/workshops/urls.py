"""The programme, and the work pages about it."""

from django.urls import path

from halte.workshops.views import public

app_name = "workshops"

urlpatterns = [
    path("programme", public.programme, name="programme"),
    path("spaces/<slug:slug>/programme", public.programme, name="space_programme"),
    path("workshops/<uuid:uuid>", public.session, name="session"),
    path("seat", public.find_seat, name="find_seat"),
    path("seat/<str:code>", public.seat, name="seat"),
]
