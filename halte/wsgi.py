"""The web server's way in."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halte.settings")
application = get_wsgi_application()

from halte.core.rows import roles  # noqa: E402 - the settings exist from here on

roles.speak_as_web()
