"""The operating-system user that the server runs as: PostgreSQL refuses to run as root."""

import os
import pwd
import subprocess
from pathlib import Path
from typing import IO, NamedTuple

from halte.core.devdb.errors import DevDatabaseError

Command = list[str | Path]
UNPRIVILEGED = "nobody"


class Account(NamedTuple):
    """A user and group of the operating system."""

    uid: int
    gid: int

    @property
    def is_self(self) -> bool:
        """Whether this process already runs as this user."""
        return self.uid == os.geteuid()

    def own(self, path: Path) -> None:
        """Gives a file or folder to this user."""
        if not self.is_self:
            os.chown(path, self.uid, self.gid)

    def run(
        self,
        command: Command,
        *,
        output: IO[bytes] | int = subprocess.PIPE,
        text: str = "",
    ) -> subprocess.CompletedProcess[bytes]:
        """Runs a command as this user, from ``/``, without the caller's ``PG*`` variables."""
        try:
            return subprocess.run(
                [str(part) for part in command],
                cwd="/",
                env=environment(),
                input=text.encode(),
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                user=None if self.is_self else self.uid,
                group=None if self.is_self else self.gid,
                extra_groups=None if self.is_self else [],
            )
        except subprocess.SubprocessError as failure:
            raise DevDatabaseError(
                f"The embedded database must not run as root, and this system does not let root "
                f'become "{UNPRIVILEGED}" ({failure}). Run Halte as an ordinary user, or set '
                "DATABASE_URL to a PostgreSQL server."
            ) from failure

    def can_execute(self, path: Path) -> bool:
        """Whether this user reaches a program or may enter a folder; asks the system itself."""
        if self.is_self:
            return os.access(path, os.X_OK)
        return self.run(["/bin/sh", "-c", 'test -x "$1"', "sh", path]).returncode == 0


def server_account() -> Account:
    """The current user, or an unprivileged one when that is root."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    try:
        entry = pwd.getpwnam(UNPRIVILEGED)
    except KeyError:
        return Account(65534, 65534)
    return Account(entry.pw_uid, entry.pw_gid)


def environment() -> dict[str, str]:
    """The few variables a server program may see."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {"PATH": os.defpath, **kept, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
