"""What every page must know of the network."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from halte.network.models import SampleTrace


def sample(request: HttpRequest) -> dict:
    """Whether sample data stand among the real ones; asked only by pages that say so."""
    return {"sample_loaded": SimpleLazyObject(SampleTrace.objects.exists)}
