"""All addresses. Public pages carry their language; data, API and health do not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from halte.accounts.sign_in.elsewhere_views import back
from halte.core.health import healthz, readyz
from halte.desk.views.screens import short
from halte.directory.api import api
from halte.directory.views.search import choose_language, favicon, home_of, robots

handler400 = "halte.core.errors.bad_request"
handler403 = "halte.core.errors.forbidden"
handler404 = "halte.core.errors.not_found"
handler429 = "halte.accounts.sign_in.views.too_many"
handler500 = "halte.core.errors.server_error"

urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("", choose_language, name="choose_language"),
    path("robots.txt", robots),
    path("favicon.ico", favicon),
    *[path(code, home_of, {"code": code}) for code, _name in settings.LANGUAGES],
    # Where the other sign-in sends people back: one address, whatever their language.
    path("sign-in/<slug:provider_id>", back, name="openid_connect_callback"),
    # Links of screens are given without a language: the browser of the screen has one.
    path("station/<str:token>", short, {"page": "station"}, name="station"),
    path("display/<str:token>", short, {"page": "display"}, name="display"),
    path("api/v1/", api.urls),
    path("data/", include("halte.directory.data_urls")),
    path("feeds/", include("halte.directory.feed_urls")),
    *i18n_patterns(
        path("", include("halte.accounts.urls")),
        path("", include("halte.accounts.sign_in.urls")),
        path("", include("halte.core.files.urls")),
        path("", include("halte.core.work.urls")),
        path("", include("halte.oversight.urls")),
        path("", include("halte.network.urls")),
        path("", include("halte.workshops.urls")),
        path("", include("halte.desk.urls")),
        path("", include("halte.desk.room_urls")),
        path("", include("halte.directory.urls")),
    ),
]
