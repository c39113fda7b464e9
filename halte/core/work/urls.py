"""The pages that belong to everybody at work."""

from django.urls import path

from halte.core.work import views

app_name = "work"

urlpatterns = [
    path("work/search", views.search, name="search"),
    path("work/notices", views.notices, name="notices"),
    path("work/notices/count", views.notices_count, name="notices_count"),
    path("work/help", views.help_page, name="help"),
]
