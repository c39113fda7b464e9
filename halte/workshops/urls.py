"""The programme, and the work pages about it."""

from django.urls import path

from halte.workshops.views import (
    activities,
    attendance,
    calls,
    changing,
    desk,
    figures,
    groups,
    outcomes,
    planning,
    programme,
    public,
)

app_name = "workshops"

SPACE = "work/spaces/<slug:slug>"
SESSION = f"{SPACE}/sessions/<uuid:uuid>"
SERIES = f"{SPACE}/series/<uuid:uuid>"
WORK = f"{SPACE}/workshops"

urlpatterns = [
    path("programme", public.programme, name="programme"),
    path("spaces/<slug:slug>/programme", public.programme, name="space_programme"),
    path("workshops/<uuid:uuid>", public.session, name="session"),
    path("seat", public.find_seat, name="find_seat"),
    path("seat/<str:code>", public.seat, name="seat"),
    path("seat/<str:code>/back", public.seat_back, name="seat_back"),
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
    path(WORK, programme.programme, name="work"),
    path(f"{WORK}/settings", programme.settings, name="work_settings"),
    path(f"{WORK}/activities", activities.activities, name="work_activities"),
    path(f"{WORK}/activities/new", activities.activity_new, name="work_activity_new"),
    path(f"{WORK}/activities/<uuid:uuid>", activities.activity, name="work_activity"),
    path(f"{WORK}/activities/<uuid:uuid>/copy", activities.activity_copy, name="work_copy"),
    path(f"{WORK}/activities/<uuid:uuid>/plan", planning.plan, name="work_plan"),
    path(f"{WORK}/series/<uuid:uuid>", planning.series, name="work_series"),
    path(f"{WORK}/series/<uuid:uuid>/publish", planning.series_publish, name="series_publish"),
    path(f"{WORK}/<uuid:uuid>", changing.session, name="work_session"),
    path(f"{WORK}/<uuid:uuid>/state", planning.session_state, name="session_state"),
    path(f"{WORK}/<uuid:uuid>/cancel", changing.session_cancel, name="session_cancel"),
]
