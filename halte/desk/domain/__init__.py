from halte.desk.domain.queue import TICKET_TRANSITIONS
from halte.desk.domain.room import OCCUPANCY_TRANSITIONS

__all__ = ["OCCUPANCY_TRANSITIONS", "TICKET_TRANSITIONS"]
