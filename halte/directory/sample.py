"""Open data say of themselves that they hold invented values, as every page does."""

from functools import wraps

from django.http import HttpRequest, HttpResponse

from halte.core.access import View
from halte.network.loading.sample import NOTICE, is_sample_loaded

__all__ = ["HEADER", "NOTICE", "MarkedRequest", "marked"]

HEADER = "X-Sample-Data"


class MarkedRequest(HttpRequest):
    """A request whose view knows whether it shows sample data."""

    sample: bool


def marked(view: View) -> View:
    """Mark the answers of a view while the sample layer is loaded; it finds `request.sample`.

    Put it inside `@kept`: a kept answer keeps its mark, because the layer raises the revision.
    """

    @wraps(view)
    def answer(request: MarkedRequest, *args, **kwargs) -> HttpResponse:
        request.sample = is_sample_loaded()
        response = view(request, *args, **kwargs)
        if request.sample:
            response[HEADER] = "true"
            response["Access-Control-Expose-Headers"] = HEADER
        return response

    return answer
