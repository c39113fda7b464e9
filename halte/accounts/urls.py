"""Signing out, accepting an invitation, one's own account and roles, teams and tokens of every kind
of place. Signing in: sign_in/urls.py."""

from django.contrib.auth.views import LogoutView
from django.urls import path, register_converter

from halte.accounts.addresses import PlaceConverter
from halte.accounts.sign_in import account_views, elsewhere_views
from halte.accounts.sign_in.views import SignIn
from halte.accounts.views import invitation, roles, team, tokens
from halte.core.access import public

app_name = "accounts"

register_converter(PlaceConverter, "place")

urlpatterns = [
    path("work/sign-in", public(SignIn.as_view()), name="login"),
    path("work/sign-out", public(LogoutView.as_view()), name="logout"),
    path("work/invitation/<str:secret>", invitation.invitation, name="invitation"),
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
    path("work/account/disconnect", elsewhere_views.part, name="disconnect"),
    path("work/stay", account_views.stay, name="stay"),
    path("work/roles", roles.roles, name="roles"),
    path("work/bodies", roles.bodies, name="bodies"),
    path("work/<place:address>/team", team.team, name="team"),
    path("work/<place:address>/team/<int:pk>/role", team.role, name="member_role"),
    path("work/<place:address>/team/<int:pk>/end", team.end, name="member_end"),
    path("work/<place:address>/invitations/<int:pk>", team.invitation, name="team_invitation"),
    path("work/<place:address>/tokens", tokens.tokens, name="tokens"),
    path("work/<place:address>/tokens/<int:pk>", tokens.revoke, name="token_revoke"),
]
