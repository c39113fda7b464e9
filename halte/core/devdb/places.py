"""Where the embedded database keeps its files."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from halte.core.devdb.account import Account
from halte.core.devdb.errors import DevDatabaseError

PROJECT = Path(__file__).resolve().parents[3]
PORT = "5432"
SOCKET_PATH_LIMIT = 107


def var() -> Path:
    """The folder for everything that is made at run time; HALTE_VAR overrides it."""
    return Path(os.environ.get("HALTE_VAR") or PROJECT / "var").absolute()


def log_file() -> Path:
    """What the server and its tools print."""
    return var() / "postgres.log"


def home(account: Account) -> Path:
    """The folder that holds data and copied programs: ``var``, where the server's user gets in.

    Root's checkout often lies under a private folder. Then ``var/outside`` is a link to a folder
    of the system, made once.
    """
    link = var() / "outside"
    if link.is_symlink():
        return link.resolve()
    if account.can_execute(var()):
        return var()
    shelf = next((f for f in map(Path, ("/var/lib", "/var/tmp", "/tmp")) if f.is_dir()), None)
    folder = Path(tempfile.mkdtemp(prefix="halte-", dir=shelf))
    account.own(folder)
    if not account.can_execute(folder):
        folder.rmdir()
        raise DevDatabaseError(
            f"The embedded database must not run as root, and no other user can enter {var()}. "
            "Set HALTE_VAR to a folder that everybody may enter, or run Halte as an ordinary user."
        )
    link.symlink_to(folder)
    return folder


def socket_folder(data: Path, account: Account) -> Path:
    """The private folder of the server's socket: short, because its path may have 107 bytes."""
    key = hashlib.sha256(f"{data}:{account.uid}".encode()).hexdigest()[:12]
    shelf = Path("/tmp") if os.access("/tmp", os.W_OK) else Path(tempfile.gettempdir())
    folder = shelf / f"halte-{key}"
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) > SOCKET_PATH_LIMIT:
        raise DevDatabaseError(
            f"The path {folder} is too long for a database socket. Set TMPDIR to a short one."
        )
    return folder


def make_private(folder: Path, account: Account) -> None:
    """Makes a folder that only this user enters, and refuses one that somebody else prepared."""
    try:
        folder.mkdir(mode=0o700)
        account.own(folder)
    except FileExistsError:
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (account.uid, os.geteuid()):
            raise DevDatabaseError(
                f"{folder} belongs to another user, so the embedded database cannot trust it. "
                "Remove it, then try again."
            ) from None
        account.own(folder)
        folder.chmod(0o700)
