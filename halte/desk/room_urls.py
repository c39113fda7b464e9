"""The pages of the computer room and of the queue."""

from django.urls import path

from halte.desk.views import computers, queue, screens, stations

app_name = "room"

SPACE = "work/spaces/<slug:slug>"
ROOM = f"{SPACE}/computers"
COMPUTER = f"{ROOM}/<uuid:uuid>"
QUEUE = f"{SPACE}/queue"

urlpatterns = [
    path("station/<str:token>", screens.station, name="station"),
    path("display/<str:token>", screens.display, name="display"),
    path(ROOM, computers.computers, name="computers"),
    path(f"{ROOM}/list", stations.station_list, name="list"),
    path(f"{ROOM}/new", stations.station_new, name="station_new"),
    path(f"{ROOM}/rules", stations.desk_rules, name="rules"),
    path(COMPUTER, computers.computer, name="computer"),
    path(f"{COMPUTER}/act", computers.computer_act, name="computer_act"),
    path(f"{COMPUTER}/edit", stations.station_edit, name="station_edit"),
    path(f"{COMPUTER}/link", stations.station_link, name="station_link"),
    path(QUEUE, queue.queue, name="queue"),
    path(f"{QUEUE}/tickets", queue.give, name="ticket_give"),
    path(f"{QUEUE}/tickets/<uuid:uuid>", queue.ticket_act, name="ticket_act"),
    path(f"{QUEUE}/tickets/<uuid:uuid>/slip", queue.slip, name="slip"),
    path(f"{QUEUE}/next", queue.call_next, name="call_next"),
    path(f"{QUEUE}/screen", queue.screen, name="screen"),
]
