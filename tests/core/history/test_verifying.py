"""The chain over the real change log: sealing, the command, tampering by SQL, erasure, checkpoints."""

import base64
import datetime
import json
from importlib import import_module

import pytest
from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from apps.core import history, tasks
from apps.core.history import checkpoint, sealing
from apps.core.history.chain import Break
from apps.core.models import HistoryLeaf, HistorySeal
from apps.core.services import create_rows, remove_rows
from tests.factories.accounts import UserFactory
from tests.factories.missions import AreaFactory, MissionFactory

pytestmark = pytest.mark.django_db
GUARD = import_module("apps.core.migrations.0005_sealed_history_stands")
AT = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)


def write(count, *, by=None):
    """So many new entries, as a service writes them."""
    areas = AreaFactory.build_batch(count, mission=MissionFactory())
    LogEntry.objects.filter(content_type__model="mission").delete()
    create_rows(areas, by=by, at=AT)


def without_triggers():
    """As whoever owns the database can do, who has to be found out."""
    connection.check_constraints()
    for name, table, _event, _condition in GUARD.statements():
        sql(f"DROP TRIGGER {name}" + (f" ON {table}" if connection.vendor == "postgresql" else ""))


@pytest.fixture
def log(sealed):
    """The same, in a database that lets everything be changed."""
    without_triggers()
    return sealed


@pytest.fixture
def sealed(monkeypatch):
    """Twelve entries of a person under four seals."""
    monkeypatch.setattr(sealing, "MOST", 3)
    by = UserFactory()
    LogEntry.objects.all().delete()
    write(12, by=by)
    assert history.seal(at=AT) == 12
    return list(LogEntry.objects.order_by("pk"))


def found():
    return history.verify().finding


def sql(text, *values):
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def test_what_is_sealed_is_whole_and_what_is_new_is_said_to_wait(log):
    verified = history.verify()
    assert (verified.finding, verified.sealed, verified.last.number, verified.waiting) == (None, 12, 4, 0)
    write(2)
    verified = history.verify()
    assert (verified.finding, verified.sealed, verified.waiting, verified.waiting_since) == (None, 12, 2, AT)
    assert history.seal() == 2
    assert history.seal() == 0
    assert [seal.count for seal in HistorySeal.objects.all()] == [3, 3, 3, 3, 2]
    assert history.verify().waiting == 0


EDITS = {
    "object_repr": "'other'",
    "changes": """'{"name": [null, "other"]}'""",
    "object_pk": "'0'",
    "object_id": "0",
    "action": "2",
    "timestamp": "'2020-01-01 00:00:00+00:00'",
    "actor_id": "NULL",
    "additional_data": """'{"via": "import"}'""",
    "remote_addr": "'10.0.0.1'",
    "cid": "'other'",
    "changes_text": "'other'",
}


REFUSED = {
    **{
        f"entry {one}": ("UPDATE auditlog_logentry SET {} WHERE id = %s", one)
        for one in EDITS
        if one != "actor_id"
    },
    "entry": ("DELETE FROM auditlog_logentry WHERE id = %s", None),
    "leaf": ("DELETE FROM core_historyleaf WHERE entry = %s", None),
    "leaf hash": ("UPDATE core_historyleaf SET told = 'x' WHERE entry = %s", None),
    "leaf salt": ("UPDATE core_historyleaf SET salt = 'x' WHERE entry = %s", None),
    "seal": ("DELETE FROM core_historyseal WHERE last >= %s", None),
    "seal hash": ("UPDATE core_historyseal SET hash = 'x' WHERE last >= %s", None),
}


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses_to_change_or_remove_what_is_sealed(sealed, what, record_property):
    text, column = REFUSED[what]
    text = text.format(f"{column} = {EDITS[column]}") if column else text
    with pytest.raises(IntegrityError, match="sealed in the history"), transaction.atomic():
        sql(text, sealed[4].pk)
    assert found() is None
    record_property("changes of sealed history the database refuses", 1)


def test_the_database_lets_nobody_put_another_name_on_what_was_done(sealed):
    other = UserFactory()
    with pytest.raises(IntegrityError, match="sealed in the history"), transaction.atomic():
        LogEntry.objects.filter(pk=sealed[4].pk).update(actor=other)


def test_an_erasure_that_names_another_entry_excuses_nothing(sealed):
    kind = ContentType.objects.get_for_model(LogEntry)
    hashes = {str(sealed[3].pk): "0" * 64, f"1{sealed[4].pk}": "0" * 64}
    LogEntry.objects.create(
        content_type=kind, object_pk="1", object_repr="", action=1, additional_data={"erased": hashes}
    )
    with pytest.raises(IntegrityError, match="sealed in the history"), transaction.atomic():
        LogEntry.objects.filter(pk=sealed[4].pk).update(object_repr="other")


def test_what_is_not_sealed_yet_is_as_free_as_any_row(sealed):
    write(1)
    assert LogEntry.objects.filter(pk__gt=sealed[-1].pk).delete()[0] == 1


@pytest.mark.parametrize("column", EDITS)
def test_an_edit_by_sql_is_found(log, column):
    change = f"{column} = {EDITS[column]}"
    sql(f"UPDATE auditlog_logentry SET {change} WHERE id = %s", log[4].pk)  # noqa: S608 - from the list above
    sql("UPDATE auditlog_logentry SET object_repr = 'other' WHERE id = %s", log[9].pk)
    finding = found()
    assert (finding.kind, finding.entry, finding.seal) == (Break.EDITED, log[4].pk, 2)


def test_every_column_of_an_entry_is_either_in_the_chain_or_left_out_on_purpose():
    from apps.core.history import reading

    columns = {field.attname for field in LogEntry._meta.concrete_fields}
    assert columns - {"id", *reading.COLUMNS} == {"actor_email"}


def test_the_address_beside_the_actor_is_not_in_the_chain(log):
    LogEntry.objects.update(actor_email=None)
    assert found() is None


def test_a_deletion_is_found(log):
    sql("DELETE FROM auditlog_logentry WHERE id = %s", log[5].pk)
    assert (found().kind, found().entry) == (Break.DELETED, log[5].pk)


def test_an_insertion_among_sealed_entries_is_found(log):
    HistoryLeaf.objects.all().delete()
    HistorySeal.objects.all().delete()
    free = log[3].pk
    log[3].delete()
    history.seal()
    new = LogEntry.objects.get(pk=log[2].pk)
    new.pk = free
    new.save(force_insert=True)
    assert (found().kind, found().entry) == (Break.INSERTED, free)


def test_two_entries_that_change_places_are_found(log):
    one, other, free = log[1].pk, log[8].pk, log[11].pk + 1000
    for old, new in ((one, free), (other, one), (free, other)):
        sql("UPDATE auditlog_logentry SET id = %s WHERE id = %s", new, old)
    assert (found().kind, found().entry) == (Break.EDITED, one)


def test_a_seal_and_a_leaf_that_were_changed_are_found(log):
    HistoryLeaf.objects.filter(entry=log[7].pk).update(content="0" * 64)
    assert (found().kind, found().entry) == (Break.EDITED, log[7].pk)
    HistorySeal.objects.filter(number=2).update(root="0" * 64)
    assert (found().kind, found().entry, found().seal) == (Break.SEAL, log[3].pk, 2)


def test_leaves_without_seals_are_found(log):
    HistoryLeaf.objects.filter(entry__gt=log[2].pk).update(seal=1)
    HistorySeal.objects.filter(number__gt=1).delete()
    assert (found().kind, found().entry) == (Break.SEAL, log[3].pk)


def test_the_command_says_whole_and_names_the_first_broken_entry(log, capsys):
    call_command("verify_history")
    assert "Whole: 12 entries under 4 seals" in capsys.readouterr().out
    write(1)
    call_command("verify_history", "--seal")
    assert "Sealed: 1 entries." in capsys.readouterr().out
    LogEntry.objects.filter(pk=log[6].pk).update(action=2)
    with pytest.raises(CommandError, match=f"Entry {log[6].pk} is not what was sealed under seal 3") as error:
        call_command("verify_history")
    assert error.value.returncode == 1


def test_a_log_without_seals_says_so(capsys, tmp_path):
    write(1)
    call_command("verify_history")
    out = capsys.readouterr().out
    assert "Not yet sealed: 1 entries" in out
    assert "Nothing is sealed yet." in out
    with pytest.raises(CommandError, match="nothing to keep"):
        call_command("verify_history", "--checkpoint", str(tmp_path / "c.json"))


def test_a_checkpoint_shows_a_cut_tail_and_a_chain_written_anew(log, tmp_path, capsys):
    kept = tmp_path / "checkpoint.json"
    call_command("verify_history", "--checkpoint", str(kept))
    write(1)
    call_command("verify_history", "--seal", "--against", str(kept))
    assert "It contains the checkpoint of 2026-01-01T12:00:00" in capsys.readouterr().out
    LogEntry.objects.filter(pk__gt=log[5].pk).delete()
    HistoryLeaf.objects.filter(seal__gt=2).delete()
    HistorySeal.objects.filter(number__gt=2).delete()
    call_command("verify_history")
    with pytest.raises(CommandError, match=f"All after entry {log[5].pk} is missing, from seal 3 on"):
        call_command("verify_history", "--against", str(kept))
    write(6)
    history.seal(at=AT)
    with pytest.raises(CommandError, match="Seal 4 is not the one of the checkpoint"):
        call_command("verify_history", "--against", str(kept))


def test_a_checkpoint_is_verified_by_the_public_key_alone(log, tmp_path):
    kept = tmp_path / "checkpoint.json"
    call_command("verify_history", "--checkpoint", str(kept))
    text = kept.read_text()
    public = json.loads(text)["public_key"]
    assert public == checkpoint.public_text(checkpoint.key_of(settings.SECRET_KEY))
    assert checkpoint.read(text, trusted=[public]).entries == 12
    call_command("verify_history", "--against", str(kept), "--public-key", public)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda body: body.update(seal=3), "signature"),
        (lambda body: body.update(signature=base64.b64encode(b"0" * 64).decode()), "signature"),
        (lambda body: body.update(signature="no base64"), "no checkpoint"),
        (lambda body: body.pop("hash"), "no checkpoint"),
        (lambda body: body.update(format="other"), "no checkpoint"),
        (lambda body: body.update(public_key="other"), "another key"),
    ],
)
def test_a_forged_checkpoint_is_refused(log, tmp_path, change, sentence):
    kept = tmp_path / "checkpoint.json"
    call_command("verify_history", "--checkpoint", str(kept))
    body = json.loads(kept.read_text())
    change(body)
    kept.write_text(json.dumps(body))
    with pytest.raises(CommandError, match=sentence):
        call_command("verify_history", "--against", str(kept))


def test_a_checkpoint_of_a_former_secret_holds_while_the_secret_is_a_fallback(log, tmp_path, settings):
    kept = tmp_path / "checkpoint.json"
    call_command("verify_history", "--checkpoint", str(kept))
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another " * 10
    call_command("verify_history", "--against", str(kept))
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(CommandError, match="another key"):
        call_command("verify_history", "--against", str(kept))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"signature": 1}', '{"signature": ""}'])
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(checkpoint.BadCheckpoint):
        checkpoint.read(text, trusted=[])


def test_a_persons_data_can_be_taken_out_and_the_chain_holds(sealed):
    log = sealed
    person = UserFactory(name="Amina Example")
    create_rows([UserFactory.build(email="amina@example.org", name="Amina Example")], by=None, at=AT)
    entries = list(LogEntry.objects.filter(pk__gt=log[-1].pk))
    told = next(entry for entry in entries if "amina@example.org" in str(entry.changes))
    history.seal()
    salt = HistoryLeaf.objects.get(entry=told.pk).salt
    told.object_repr, told.changes = "", {name: [None, None] for name in told.changes}
    erasure = history.erase(by=None, about=person, entries=[told, log[0]], at=AT)
    verified = history.verify()
    assert (verified.finding, verified.erased, verified.waiting) == (None, 2, 0)
    assert set(erasure.additional_data["erased"]) == {str(told.pk), str(log[0].pk)}
    assert HistoryLeaf.objects.get(entry=told.pk).salt != salt
    assert "amina" not in str(list(LogEntry.objects.filter(pk=told.pk).values())).lower()
    without_triggers()
    LogEntry.objects.filter(pk=told.pk).update(object_repr="somebody else")
    assert (found().kind, found().entry) == (Break.EDITED, told.pk)


def test_an_erasure_that_was_forged_after_the_last_seal_excuses_nothing(log):
    LogEntry.objects.filter(pk=log[4].pk).update(object_repr="other")
    hashes = {str(log[4].pk): "0" * 64}
    kind = ContentType.objects.get_for_model(LogEntry)
    LogEntry.objects.create(
        content_type=kind, object_pk="1", object_repr="", action=1, additional_data={"erased": hashes}
    )
    assert found().entry == log[4].pk


def test_a_person_who_is_removed_leaves_a_whole_chain(sealed):
    log = sealed
    remove_rows([log[0].actor], by=None, at=AT)
    assert not LogEntry.objects.filter(pk=log[0].pk, actor__isnull=False).exists()
    assert found() is None


@pytest.mark.parametrize("count", [1, 3])
def test_verification_costs_the_same_for_one_and_three_seals(count, django_assert_num_queries, monkeypatch):
    monkeypatch.setattr(sealing, "MOST", 1)
    LogEntry.objects.all().delete()
    write(count)
    history.seal()
    ContentType.objects.clear_cache()
    with django_assert_num_queries(9):
        assert history.verify().last.number == count


def test_who_carries_jobs_seals_at_most_once_a_minute(monkeypatch):
    monkeypatch.setattr(sealing, "_looked", -sealing.EVERY)
    write(1)
    tasks.carry_due()
    assert history.verify().waiting == 0
    write(1)
    tasks.carry_due()
    assert history.verify().waiting == 1


def test_another_carrier_was_quicker(log, monkeypatch):
    write(1)
    before = sealing.reading.last_seal()
    history.seal()
    write(1)
    monkeypatch.setattr(sealing.reading, "last_seal", lambda: before)
    assert history.seal() == 0
