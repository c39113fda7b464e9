"""The pages of the desk."""

from django.urls import path

from halte.desk.views import today, visitors, visits

app_name = "desk"

SPACE = "work/spaces/<slug:slug>"
VISIT = f"{SPACE}/today/visits/<uuid:uuid>"
VISITOR = f"{SPACE}/visitors/<uuid:uuid>"

urlpatterns = [
    path(f"{SPACE}/today", today.today, name="today"),
    path(f"{SPACE}/today/live", today.live, name="live"),
    path(f"{SPACE}/today/find", today.find, name="find"),
    path(f"{SPACE}/today/unnamed", today.arrive_unnamed, name="arrive_unnamed"),
    path(f"{SPACE}/today/visits", visits.visits, name="visits"),
    path(f"{SPACE}/today/visits/new", visits.new, name="visit_new"),
    path(VISIT, visits.visit, name="visit"),
    path(f"{VISIT}/leave", today.leave, name="leave"),
    path(f"{VISIT}/delete", visits.delete, name="visit_delete"),
    path(f"{SPACE}/visitors", visitors.visitors, name="visitors"),
    path(f"{SPACE}/visitors/questions", visitors.questions, name="questions"),
    path(VISITOR, visitors.visitor, name="visitor"),
    path(f"{VISITOR}/arrive", today.arrive_known, name="arrive_known"),
    path(f"{VISITOR}/edit", visitors.edit, name="visitor_edit"),
    path(f"{VISITOR}/consents", visitors.consents, name="visitor_consents"),
]
