"""Signing out, accepting an invitation, and one's own account. Signing in: sign_in/urls.py."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from halte.accounts import views
from halte.accounts.sign_in import account_views
from halte.accounts.sign_in.views import SignIn
from halte.core.access import public

app_name = "accounts"

urlpatterns = [
    path("work/sign-in", public(SignIn.as_view()), name="login"),
    path("work/sign-out", public(LogoutView.as_view()), name="logout"),
    path("work/invitation/<str:secret>", views.invitation, name="invitation"),
    path("work/account", account_views.profile, name="account"),
    path("work/account/address", account_views.address, name="address"),
    path("work/address/<str:secret>", account_views.address_confirm, name="address_confirm"),
    path("work/account/factors", account_views.factor_list, name="factors"),
    path("work/account/factors/app", account_views.app_add, name="app_add"),
    path("work/account/factors/passkey", account_views.passkey_add, name="passkey_add"),
    path("work/account/factors/<int:pk>", account_views.factor_remove, name="factor_remove"),
    path("work/account/codes", account_views.codes, name="codes"),
    path("work/account/sessions", account_views.session_list, name="sessions"),
    path("work/account/sessions/others", account_views.session_end_others, name="sessions_end"),
    path("work/account/sessions/<slug:name>", account_views.session_end, name="session_end"),
    path("work/stay", account_views.stay, name="stay"),
]
