"""Files, below the language."""

from django.urls import path

from halte.core.files import views

app_name = "files"

urlpatterns = [path("work/files/<uuid:uuid>", views.file, name="file")]
