"""Files that people give: taken by a form, kept private, opened by a rule alone; real faults."""

import hashlib
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import transaction
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.utils import timezone

from halte.accounts.enums import Role
from halte.accounts.tests.factories import make_member, make_user
from halte.core.files import domain, permissions
from halte.core.files.forms import StoredFileField
from halte.core.files.kinds import PDF, NotAccepted
from halte.core.files.models import StoredFile
from halte.core.files.tests import samples
from halte.core.files.views import SHUT
from halte.core.files.writing import NoRoom
from halte.network.models import Organisation, Space
from halte.network.scopes import scope_of_space
from halte.network.tests.factories import OrganisationFactory, SpaceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings, tmp_path) -> Path:
    settings.PRIVATE_FILES = tmp_path / "private"
    return settings.PRIVATE_FILES


@pytest.fixture
def space(monkeypatch) -> Space:
    """Its files are for its own people, as the app that owns spaces would say."""
    monkeypatch.setattr(permissions, "_rules", {})
    permissions.register(
        Space, lambda user, row: user.memberships.running().filter(scope_uuid=row.uuid).exists()
    )
    return SpaceFactory(slug="here")


def given(content: bytes = samples.PDF, name: str = "a.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/html")


def on_disk(private: Path) -> list[Path]:
    return [path for path in private.rglob("*") if path.is_file()]


# ---- Keeping and removing ----


def test_file_is_kept_under_a_name_of_ours_with_what_is_known_of_it(space, private):
    user = make_user()
    row = domain.store(given(name="../Bail été.pdf"), owner=space, by=user)
    row.refresh_from_db()
    assert (row.name, row.kind, row.size, row.uploaded_by, row.owner) == (
        "Bail été.pdf", "pdf", len(samples.PDF), user, space,
    )  # fmt: skip
    assert row.sha256 == hashlib.sha256(samples.PDF).hexdigest()
    assert on_disk(private) == [row.path]
    assert row.path.name == row.uuid.hex
    assert row.path.read_bytes() == samples.PDF
    assert stat.S_IMODE(row.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(row.path.parent.stat().st_mode) == 0o700


def test_picture_is_kept_without_its_notes(space):
    row = domain.store(given(samples.jpeg(6), "x.jpg"), owner=space, by=None)
    kept = row.path.read_bytes()
    assert samples.SECRET not in kept
    assert row.size == len(kept)


def test_refused_file_leaves_nothing(space, private):
    for content in (samples.HTML, b"", samples.jpeg()[:40] + b"\xff\xd9"):
        with pytest.raises(NotAccepted):
            domain.store(given(content), owner=space, by=None)
    assert (StoredFile.objects.count(), on_disk(private)) == (0, [])


def test_bytes_go_only_when_the_removal_is_committed(space, django_capture_on_commit_callbacks):
    row = domain.store(given(), owner=space, by=None)
    with transaction.atomic():
        domain.remove(StoredFile.objects.get(pk=row.pk))
        transaction.set_rollback(True)
    assert row.path.exists()
    assert StoredFile.objects.count() == 1
    with django_capture_on_commit_callbacks(execute=True):
        domain.remove(StoredFile.objects.get(pk=row.pk))
        assert row.path.exists()
    assert not row.path.exists()


def test_orphans_go_at_night_and_nothing_else(space, private, django_capture_on_commit_callbacks):
    other = SpaceFactory()
    kept, lost = (domain.store(given(), owner=each, by=None) for each in (space, other))
    other.delete()
    half = private / "aa" / "part-x"
    half.parent.mkdir(exist_ok=True)
    undone, fresh = (private / "aa" / (sign * 32) for sign in "ab")
    long_ago = (timezone.now() - timedelta(days=2)).timestamp()
    for path in (half, undone, fresh):
        path.write_bytes(b"x")
    for path in (half, undone, kept.path):
        os.utime(path, (long_ago, long_ago))
    with django_capture_on_commit_callbacks(execute=True):
        assert domain.forget_orphans() == 3
    assert set(on_disk(private)) == {kept.path, fresh}
    assert list(StoredFile.objects.all()) == [kept]
    assert not lost.path.exists()


# ---- A full disk ----


@contextmanager
def no_room(most: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: the kernel refuses, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def large() -> bytes:
    return samples.PDF[:9] + bytes(200_000) + samples.PDF[9:]


def test_full_disk_is_said_and_leaves_nothing_half_written(space, private, caplog):
    caplog.set_level("CRITICAL")
    with no_room(100_000), pytest.raises(NoRoom) as refusal:
        domain.store(given(large()), owner=space, by=None)
    assert str(refusal.value) == (
        "There is no room for this file at the moment. Nothing was kept; please tell us."
    )
    assert (StoredFile.objects.count(), on_disk(private)) == (0, [])
    assert domain.store(given(large()), owner=space, by=None).size == len(large())


MOUNT = ["unshare", "--map-root-user", "--mount"]


def can_mount() -> bool:
    try:
        return subprocess.run([*MOUNT, "true"], check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not can_mount(), reason="this machine lets nobody mount a small disk")
def test_small_disk_that_is_full(tmp_path):
    """The same on a disk of 64 kB, in a process that has it mounted."""
    script = """
import errno, sys
from pathlib import Path
from django.conf import settings
settings.configure(USE_I18N=False)
from halte.core.files.writing import NoRoom, write
folder = Path(sys.argv[1])
try:
    write([bytes(40_000)] * 5, folder / "ab" / "abc")
except NoRoom as refusal:
    print(refusal.__cause__.errno == errno.ENOSPC, [p for p in folder.rglob("*") if p.is_file()])
"""
    shell = 'mount -t tmpfs -o size=64k none "$1" && exec "$2" -c "$3" "$1"'
    ended = subprocess.run(
        [*MOUNT, "sh", "-ec", shell, "sh", str(tmp_path), sys.executable, script],
        capture_output=True, text=True, check=False, timeout=60,
        cwd=Path(__file__).resolve().parent.parent,
    )  # fmt: skip
    assert (ended.stdout, ended.returncode) == ("True []\n", 0), ended.stderr


# ---- The form ----


class LetterForm(forms.Form):
    letter = StoredFileField(accepted=[PDF], most=100_000)


def faults(content: bytes, name: str = "a.pdf") -> list[str]:
    return LetterForm({}, {"letter": given(content, name)}).errors.get("letter", [])


def test_form_takes_a_good_file_and_says_what_is_wrong_with_others(settings):
    assert faults(samples.PDF, "x" * 300 + ".exe") == []
    unknown = "This is not a file of a kind that we take. We take: PDF."
    assert faults(samples.HTML) == [unknown]
    assert faults(samples.png()) == [unknown]
    assert faults(b"") == ["This file is empty. Choose another one."]
    assert faults(large()) == ["This file is too large: 97.7\xa0KB at most."]
    assert LetterForm({}, {}).errors["letter"] == ["This field is required."]
    assert 'accept=".pdf"' in str(LetterForm()["letter"])


def posted(content: bytes) -> HttpRequest:
    return RequestFactory().post("/", {"a": given(content), "b": given(), "c": "1"})


def test_too_large_a_request_is_dropped_while_it_arrives(settings, tmp_path):
    """Nothing of it reaches memory or disk; the other fields of the form are there."""
    settings.FILE_UPLOAD_TEMP_DIR, settings.UPLOAD_MOST = tmp_path, 1_000_000
    request = posted(bytes(5_000_000))
    names = [type(file).__name__ for file in request.FILES.values()]
    assert (names, request.POST["c"]) == (["TooLarge", "TooLarge"], "1")
    assert request.FILES["a"].read() == b""
    assert on_disk(tmp_path) == []
    form = LetterForm({}, {"letter": request.FILES["a"]})
    assert form.errors["letter"] == ["This file is too large: 97.7\xa0KB at most."]


def test_large_file_within_the_limit_arrives_whole(settings):
    content = samples.PDF[:9] + bytes(3_000_000) + samples.PDF[9:]
    request = posted(content)
    assert isinstance(request.FILES["a"], TemporaryUploadedFile)
    assert request.FILES["a"].read() == content
    assert request.FILES["b"].read() == samples.PDF
    request.close()


def test_request_with_many_files_is_refused(settings):
    many = range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)
    answer = Client().post("/en/work/sign-in", {f"f{number}": given() for number in many})
    assert answer.status_code == 400


# ---- Opening ----


def ask(file: StoredFile, user=None):
    browser = Client()
    if user:
        browser.force_login(user)
    return browser.get(f"/en/work/files/{file.uuid}")


def test_file_is_for_whom_its_rule_lets_through(space):
    file = domain.store(given(name="Bail été.pdf"), owner=space, by=None)
    member = make_member(Role.FACILITATOR, scope_of_space(space)).user
    elsewhere = make_member(Role.FACILITATOR, scope_of_space(SpaceFactory())).user
    assert ask(file, member).getvalue() == samples.PDF
    assert ask(file, elsewhere).status_code == 404
    assert ask(file, make_user(is_superuser=True)).status_code == 404
    assert ask(file).status_code == 302
    assert ask(StoredFile(), member).status_code == 404


def test_file_without_a_rule_is_for_nobody(space):
    owner = OrganisationFactory()
    file = domain.store(given(), owner=owner, by=None)
    assert Organisation not in permissions._rules
    assert ask(file, make_user(is_superuser=True)).status_code == 404


def test_file_whose_owner_or_bytes_are_gone_is_not_there(space, caplog):
    caplog.set_level("CRITICAL")
    member = make_member(Role.FACILITATOR, scope_of_space(space)).user
    file = domain.store(given(), owner=space, by=None)
    file.path.unlink()
    assert ask(file, member).status_code == 404
    StoredFile.objects.update(owner_id=0)
    assert ask(file, member).status_code == 404


def test_file_is_saved_not_shown(space):
    """Should it be wicked after all, it runs nowhere and stays in no cache."""
    file = domain.store(given(name='"été"; x.html'), owner=space, by=None)
    answer = ask(file, make_member(Role.FACILITATOR, scope_of_space(space)).user)
    assert {
        name: answer[name]
        for name in (
            "Content-Type", "Content-Disposition", "Content-Security-Policy", "Cache-Control",
            "X-Content-Type-Options", "X-Frame-Options", "Cross-Origin-Resource-Policy",
        )
    } == {
        "Content-Type": "application/pdf",
        "Content-Disposition": "attachment; filename*=utf-8''_%C3%A9t%C3%A9_%3B%20x.html.pdf",
        "Content-Security-Policy": SHUT,
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Resource-Policy": "same-origin",
    }  # fmt: skip
    answer.close()


def test_opening_costs_the_same_for_every_file(space, django_assert_num_queries):
    files = [domain.store(given(), owner=space, by=None) for _ in range(3)]
    user = make_member(Role.FACILITATOR, scope_of_space(space)).user
    for file in files:
        with django_assert_num_queries(3):  # the file, its owner, the rule's own
            assert permissions.visible_file(user, file.uuid) == file


def test_private_folder_is_below_no_address(settings):
    assert not Path(settings.PRIVATE_FILES).is_relative_to(settings.STATIC_ROOT)
    assert settings.MEDIA_URL in {"", "/"}
    assert settings.MEDIA_ROOT == ""
