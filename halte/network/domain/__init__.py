"""Acts on the register: each changes the world in one place, for pages, API and commands alike."""

from halte.network.domain.confirming import (
    NothingToUndo,
    can_undo,
    confirm_space,
    undo_confirmation,
)
from halte.network.domain.corrections import (
    CORRECTION_TRANSITIONS,
    apply_correction,
    dismiss_correction,
    reopen_correction,
    report_mistake,
)
from halte.network.domain.editing import Clash, Saved
from halte.network.domain.hours import (
    close_on,
    drop_change,
    exception_values,
    line_of,
    remove_exception,
    remove_season,
    repeat_season,
    season_values,
    seasons_of,
    set_exception,
    set_season,
    set_week,
    week_values,
)
from halte.network.domain.outings import remove_outing, set_outing
from halte.network.domain.sites import (
    LastSite,
    add_site,
    change_site,
    close_site,
    make_main,
    place_site,
    reopen_site,
)
from halte.network.domain.spaces import change_equipment, change_space

__all__ = [
    "CORRECTION_TRANSITIONS",
    "Clash",
    "LastSite",
    "NothingToUndo",
    "Saved",
    "add_site",
    "apply_correction",
    "can_undo",
    "change_equipment",
    "change_site",
    "change_space",
    "close_on",
    "close_site",
    "confirm_space",
    "dismiss_correction",
    "drop_change",
    "exception_values",
    "line_of",
    "make_main",
    "place_site",
    "remove_exception",
    "remove_outing",
    "remove_season",
    "reopen_correction",
    "reopen_site",
    "repeat_season",
    "report_mistake",
    "season_values",
    "seasons_of",
    "set_exception",
    "set_outing",
    "set_season",
    "set_week",
    "undo_confirmation",
    "week_values",
]
