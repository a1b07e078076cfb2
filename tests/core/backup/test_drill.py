"""A backup taken while somebody writes without a pause is one moment of it, and comes back elsewhere."""

import json

import pytest

from apps.core.backup.archive import opened

# Each transaction writes one row into two tables that a backup reads with much in between.
WRITE = """
import django; django.setup()
import itertools, sys
from allauth.socialaccount.models import SocialApp
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
ContentType.objects.bulk_create(ContentType(app_label="filler", model=f"m{n}") for n in range(20_000))
for n in itertools.count(1):
    with transaction.atomic():
        Group.objects.create(name=f"{n:06}")
        SocialApp.objects.create(provider="p", name=f"{n:06}", client_id="c")
    print(n, flush=True)
"""
REPORT = """
import django; django.setup()
import json
from allauth.socialaccount.models import SocialApp
from apps.core.backup import rows
from django.contrib.auth.models import Group
print(json.dumps({
    "groups": list(Group.objects.order_by("name").values_list("name", flat=True)),
    "apps": list(SocialApp.objects.order_by("name").values_list("name", flat=True)),
    "digests": {f"tables/{model._meta.db_table}.jsonl": rows.digest(model) for model in rows.kept()},
}))
"""
SECRETS = {"SECRET_KEY": "secret-word" * 5, "EMAIL_URL": "smtp+tls://plan:secret-word@mail.example.org:587"}


def finished(process, status=0):
    out, err = process.communicate(timeout=240)
    assert process.returncode == status, err
    return out if status == 0 else err


@pytest.mark.timeout(600)
def test_a_backup_under_load_is_one_moment_and_comes_back(new_database, process, tmp_path):
    source, target, path = new_database(), new_database(), tmp_path / "backup.zip"
    writer = process(source, "-c", WRITE)
    try:
        before = int(writer.stdout.readline())
        finished(process(source, "manage.py", "backup", str(path), **SECRETS))
        assert writer.poll() is None
    finally:
        writer.terminate()
        after = int(writer.communicate(timeout=60)[0].split()[-1])

    finished(process(target, "manage.py", "restore", str(path), **SECRETS))
    restored = json.loads(finished(process(target, "-c", REPORT)))

    moment = len(restored["groups"])
    assert before <= moment < after, "nobody wrote while the backup was taken"
    assert restored["groups"] == restored["apps"] == [f"{n:06}" for n in range(1, moment + 1)]
    with opened(path) as archive:
        stated = {name: [member.rows, member.sha256] for name, member in archive.members.items()}
        content = b"".join(piece for name in archive.members for piece in archive.pieces(name))
        given = archive.head["settings"]
    assert restored["digests"] == stated
    assert {"SECRET_KEY", "EMAIL_URL", "DATABASE_URL"} <= set(given)
    assert b"secret-word" not in content + json.dumps(given).encode()
    said = finished(process(target, "manage.py", "restore", str(path), **SECRETS), status=1)
    assert said.startswith("CommandError: The database is not empty (")
    assert said.count("\n") == 1
