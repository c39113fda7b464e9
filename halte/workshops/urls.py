"""The programme, and the work pages about it."""

from django.urls import path

from halte.workshops.views import attendance, calls, desk, figures, groups, outcomes, public

app_name = "workshops"

SPACE = "work/spaces/<slug:slug>"
SESSION = f"{SPACE}/sessions/<uuid:uuid>"
SERIES = f"{SPACE}/series/<uuid:uuid>"

urlpatterns = [
    path("programme", public.programme, name="programme"),
    path("spaces/<slug:slug>/programme", public.programme, name="space_programme"),
    path("workshops/<uuid:uuid>", public.session, name="session"),
    path("seat", public.find_seat, name="find_seat"),
    path("seat/<str:code>", public.seat, name="seat"),
    path(SESSION, desk.desk, name="desk"),
    path(f"{SESSION}/enrol", desk.desk_enrol, name="desk_enrol"),
    path(f"{SESSION}/offer", desk.offer, name="desk_offer"),
    path(f"{SESSION}/people/<uuid:person>", desk.person_act, name="person_act"),
    path(f"{SESSION}/attendance", attendance.attendance, name="attendance"),
    path(f"{SESSION}/walk-in", attendance.walk_in, name="walk_in"),
    path(f"{SESSION}/sheet", attendance.sheet, name="sheet"),
    path(f"{SPACE}/calls", calls.calls, name="calls"),
    path(f"{SPACE}/calls/<int:pk>", calls.call, name="call"),
    path(f"{SERIES}/results", outcomes.results, name="results"),
    path(f"{SERIES}/certificates/<uuid:visitor>", outcomes.certificate, name="certificate"),
    path(f"{SPACE}/groups", groups.groups, name="groups"),
    path(f"{SPACE}/groups/<int:pk>", groups.group, name="group"),
    path(f"{SPACE}/figures", figures.figures, name="figures"),
    path(f"{SPACE}/figures.csv", figures.figures_csv, name="figures_csv"),
]
