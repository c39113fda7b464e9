"""Signing in and out, and accepting an invitation."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from halte.accounts import views
from halte.core.access import public

app_name = "accounts"

urlpatterns = [
    path("work/sign-in", views.sign_in, name="login"),
    path("work/sign-out", public(LogoutView.as_view()), name="logout"),
    path("work/invitation/<str:secret>", views.invitation, name="invitation"),
]
