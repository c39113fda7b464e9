from django.contrib.auth import views
from django.urls import path

from halte.core.access import public

app_name = "accounts"

urlpatterns = [
    path(
        "work/sign-in",
        public(views.LoginView.as_view(template_name="accounts/login.html")),
        name="login",
    ),
    path("work/sign-out", public(views.LogoutView.as_view()), name="logout"),
]
