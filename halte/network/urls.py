"""The work pages about the register and its people."""

from django.urls import path

from halte.network.views import confirm, register, team, tokens, work

app_name = "network"

urlpatterns = [
    path("work", work.work, name="work"),
    path("work/spaces", work.spaces, name="spaces"),
    path("work/findings", register.findings, name="findings"),
    path("work/corrections", register.corrections, name="corrections"),
    path("work/corrections/<int:pk>", register.correction, name="correction"),
    path("work/confirm/<str:token>", confirm.confirm, name="confirm"),
    path("work/spaces/<slug:slug>/team", team.team, name="team"),
    path("work/spaces/<slug:slug>/team/<int:pk>/role", team.role, name="member_role"),
    path("work/spaces/<slug:slug>/team/<int:pk>/end", team.end, name="member_end"),
    path("work/spaces/<slug:slug>/invitations/<int:pk>", team.invitation, name="invitation"),
    path("work/spaces/<slug:slug>/tokens", tokens.tokens, name="tokens"),
    path("work/spaces/<slug:slug>/tokens/<int:pk>", tokens.revoke, name="token_revoke"),
]
