"""Documents: handed in, listed, named, changed, given a new version, removed; and how a file leaves."""

import datetime
import hashlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from apps.core.enums import Audience
from apps.core.files import check_upload
from apps.missions.documents import services
from apps.missions.documents.services import SaidOfDocument, add_document, add_version, remove_document
from apps.missions.models import Document, DocumentFile
from tests.core.files.good import GOOD, PDF, located, office
from tests.core.files.hostile import HOSTILE, HTML, NEUTRAL
from tests.factories.alignment import AlignmentLinkFactory
from tests.factories.missions import DocumentFactory, DocumentFileFactory
from tests.pages import form_with

OTHER = PDF.replace(b"Anna", b"Bela")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return Path(settings.MEDIA_ROOT)


def kept(media):
    return [path for path in media.rglob("*") if path.is_file()]


def address(name, document=None, **parts):
    if document is not None:
        parts |= {"uuid": document.uuid}
    return reverse(f"missions:{name}", kwargs={"code": "MISA", **parts})


def sent(content=PDF, name="report.pdf", **said):
    given = {"title": "Payroll report", "agency": "", "audience": "", "dated_on": "2026-01-15"} | said
    return given | ({} if content is None else {"file": SimpleUploadedFile(name, content)})


def checked(content=PDF, name="report.pdf"):
    return check_upload(SimpleUploadedFile(name, content))


@pytest.fixture
def document(mission, planner):
    return add_document(by=planner.user, mission=mission, said=SaidOfDocument("Report"), file=checked())


# Handing in --------------------------------------------------------------------------------------------


def test_a_planner_hands_in_a_document_with_its_file(planner, mission, media):
    assert 'enctype="multipart/form-data"' in planner.client.get(address("document_add")).content.decode()
    answer = planner.client.post(address("document_add"), sent())
    found = Document.objects.get()
    assert answer.url == address("document", found)
    assert (found.title, found.dated_on, found.audience) == (
        "Payroll report",
        datetime.date(2026, 1, 15),
        None,
    )
    [file] = found.files.all()
    [stored] = kept(media)
    assert (file.number, file.name, file.uploaded_by) == (1, "report.pdf", planner.user)
    assert hashlib.sha256(stored.read_bytes()).hexdigest() == file.sha256 == found.sha256
    assert "report" not in str(stored)
    page = planner.client.get(answer.url).content.decode()
    assert "report.pdf" in page
    assert "Not scanned for viruses." in page
    assert "The file itself says who wrote it." in page


def test_what_a_scanner_has_seen_is_said_of_that_file_only(planner, mission, media, document, monkeypatch):
    monkeypatch.setattr("apps.core.files.checking.scan", bool)
    page = address("document_version", document)
    planner.client.post(page, {"row_version": 1, "file": SimpleUploadedFile("second.pdf", OTHER)})
    shown = planner.client.get(address("document", document)).content.decode()
    assert shown.count("Scanned for viruses when it came in; nothing was found.") == 1
    assert shown.count("Not scanned for viruses.") == 1
    assert "Files are not scanned for viruses." in planner.client.get(page).content.decode()
    with override_settings(VIRUS_SCANNER="tcp://scanner:3310"):
        assert "Files are scanned for viruses." in planner.client.get(page).content.decode()


def test_a_document_needs_no_file(planner, mission, media):
    planner.client.post(address("document_add"), sent(None, url="https://example.org/report"))
    found = Document.objects.get()
    assert (found.url, found.files.count(), kept(media)) == ("https://example.org/report", 0, [])


def test_an_agency_hands_in_its_own_and_no_others(editor_a, agency_a, agency_b, donor, mission):
    assert donor.client.get(address("document_add")).status_code == 404
    foreign = editor_a.client.post(address("document_add"), sent(agency=agency_b.pk))
    assert set(foreign.context["form"].errors) == {"agency"}
    editor_a.client.post(address("document_add"), sent(agency=agency_a.pk, audience="agency"))
    found = Document.objects.get()
    assert (found.agency, found.audience) == (agency_a, Audience.AGENCY)
    assert donor.client.get(address("document", found)).status_code == 404
    assert "Payroll" not in donor.client.get(address("documents")).content.decode()


def test_a_refused_file_is_said_at_its_field_and_what_was_typed_stays(planner, mission, media):
    answer = planner.client.post(address("document_add"), sent(HTML, description="Kept words"))
    assert "web page or an SVG drawing" in str(answer.context["form"].errors["file"])
    assert "Kept words" in answer.content.decode()
    assert (Document.objects.count(), kept(media)) == (0, [])


def test_every_hostile_file_stops_at_the_form(planner, mission, media):
    small = [one for one in HOSTILE if one.outcome != NEUTRAL and "MB" not in one.why]
    for one in small:
        answer = planner.client.post(address("document_add"), sent(one.make(), one.name))
        assert answer.status_code == 200, one.why
    assert len(small) > 60
    assert (Document.objects.count(), kept(media)) == (0, [])


def test_a_picture_is_stored_without_its_place(planner, mission, media):
    planner.client.post(address("document_add"), sent(located(), "photo.jpg"))
    [stored] = kept(media)
    assert b"Exif" not in stored.read_bytes()
    assert b"Anna" not in stored.read_bytes()


def test_from_a_form_one_comes_back_to_it(planner, mission):
    here = address("documents") + "?q=x"
    page = planner.client.get(address("document_add"), {"next": here})
    assert f'href="{here}"'.encode() in page.content
    assert planner.client.post(address("document_add") + f"?next={here}", sent()).url == here
    for elsewhere in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        answer = planner.client.post(address("document_add") + f"?next={elsewhere}", sent(title=elsewhere))
        assert answer.url.startswith(address("documents"))


def test_what_one_person_hands_in_has_an_end(planner, mission, media, monkeypatch):
    monkeypatch.setattr(services, "QUOTA", len(PDF) + 10)
    planner.client.post(address("document_add"), sent())
    answer = planner.client.post(address("document_add"), sent(OTHER))
    assert "all that one person can" in str(answer.context["form"].errors["file"])
    assert len(kept(media)) == 1


def test_nobody_alone_makes_a_document_public(planner, mission):
    answer = planner.client.post(address("document_add"), sent(audience="public"))
    assert set(answer.context["form"].errors) == {"audience"}


# One document ------------------------------------------------------------------------------------------


def test_what_is_said_of_it_is_changed(document, planner):
    form = form_with(planner.client.get(address("document_edit", document)).content, "title")
    assert "file" not in form
    answer = planner.client.post(address("document_edit", document), form | {"title": ["Better"]})
    assert answer.url == address("document", document)
    document.refresh_from_db()
    assert (document.title, document.row_version) == ("Better", 2)


def test_a_new_version_stands_beside_the_one_before(document, planner, media):
    page = address("document_version", document)
    file = SimpleUploadedFile("second.pdf", OTHER)
    planner.client.post(page, {"row_version": 1, "file": file})
    document.refresh_from_db()
    assert [(one.number, one.name) for one in document.files.all()] == [(2, "second.pdf"), (1, "report.pdf")]
    assert document.sha256 == hashlib.sha256(OTHER).hexdigest()
    again = planner.client.post(page, {"row_version": 2, "file": SimpleUploadedFile("x.pdf", OTHER)})
    assert "there already" in str(again.context["form"].errors["file"])
    stale = planner.client.post(page, {"row_version": 1, "file": SimpleUploadedFile("x.pdf", PDF)})
    assert stale.status_code == 409
    assert len(kept(media)) == 2


def test_a_document_goes_with_its_files(document, planner, media, django_capture_on_commit_callbacks):
    assert planner.client.post(address("document_remove", document), {}).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        answer = planner.client.post(address("document_remove", document), {"row_version": 1})
    assert answer.url == address("documents")
    assert (Document.objects.count(), DocumentFile.objects.count(), kept(media)) == (0, 0, [])


def test_a_document_on_which_something_rests_stays(document, planner, media, mission):
    AlignmentLinkFactory(mission=mission).documents.add(document)
    answer = planner.client.post(address("document_remove", document), {"row_version": 1})
    assert "Something rests on this document" in answer.content.decode()
    with pytest.raises(ValidationError):
        remove_document(by=planner.user, document=document)
    assert (Document.objects.count(), len(kept(media))) == (1, 1)


def test_where_the_rows_cannot_be_written_no_file_stays(document, planner, media):
    document.row_version = 9
    with pytest.raises(Exception, match="Somebody else"):
        add_version(by=planner.user, document=document, file=checked(OTHER))
    assert len(kept(media)) == 1


def test_only_who_may_change_it_writes(document, editor_a, donor):
    for persona in (editor_a, donor):
        for name in ("document_edit", "document_version", "document_remove"):
            assert persona.client.get(address(name, document)).status_code == 404
            assert persona.client.post(address(name, document), {"row_version": 1}).status_code == 404
        assert persona.client.get(address("document", document)).status_code == 200


# How a file leaves -------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [{}, {"Range": "bytes=0-3"}, {"Accept": "text/html"}])
def test_a_file_is_saved_and_never_shown(document, donor, asked):
    answer = donor.client.get(address("document_file", document, number=1), headers=asked)
    assert (answer.status_code, answer.getvalue()) == (200, PDF)
    headers = answer.headers
    assert headers["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]
    assert headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("name", sorted(GOOD))
def test_every_kind_leaves_the_same_way(name, mission, planner):
    made = add_document(
        by=planner.user, mission=mission, said=SaidOfDocument(name), file=checked(GOOD[name], name)
    )
    answer = planner.client.get(address("document_file", made, number=1))
    answer.getvalue()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")


def test_a_name_in_another_script_is_sent_as_it_is_written(mission, planner):
    file = checked(PDF, "تقرير.pdf")
    made = add_document(by=planner.user, mission=mission, said=SaidOfDocument("Report"), file=file)
    answer = planner.client.get(address("document_file", made, number=1))
    answer.getvalue()
    disposition = answer.headers["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''%D8%AA%D9%82%D8%B1%D9%8A%D8%B1.pdf"


def test_a_file_of_somebody_else_is_like_no_file(document, outsider, anonymous, planner, editor_b, agency_a):
    page = address("document_file", document, number=1)
    assert outsider.client.get(page).status_code == 404
    assert anonymous.client.get(page).status_code == 302
    assert planner.client.get(address("document_file", document, number=2)).status_code == 404
    Document.objects.filter(pk=document.pk).update(audience=Audience.AGENCY, agency=agency_a)
    assert editor_b.client.get(page).status_code == 404


def test_a_file_that_the_disk_has_lost_is_no_file(mission, planner):
    file = DocumentFileFactory(document__mission=mission)
    assert planner.client.get(address("document_file", file.document, number=1)).status_code == 404


def test_no_address_leads_to_the_folder(document, planner, anonymous, settings):
    stored = document.files.get().stored
    for path in (f"/{stored}", f"/media/{stored}", f"/static/{stored}"):
        for persona in (planner, anonymous):
            assert persona.client.get(path).status_code == 404


# The list ----------------------------------------------------------------------------------------------


def test_the_empty_list_says_what_belongs_there(planner, donor, mission):
    assert address("document_add").encode() in planner.client.get(address("documents")).content
    page = donor.client.get(address("documents")).content
    assert b"Planners and agencies add them." in page
    assert address("document_add").encode() not in page


def test_documents_are_found_by_words(mission, planner):
    DocumentFactory(mission=mission, title="Payroll report")
    DocumentFactory(mission=mission, title="Minutes", description="About schools")
    found = planner.client.get(address("documents"), {"q": "SCHOOLS"}).context["page"]
    assert [one.title for one in found] == ["Minutes"]
    assert "No document has these words" in (
        planner.client.get(address("documents"), {"q": "nothing"}).content.decode()
    )


def test_the_pages_cost_the_same_at_one_and_three_rows(mission, planner, django_assert_num_queries):
    made = DocumentFactory(mission=mission)
    DocumentFileFactory(document=made, number=1)
    pages = [address("documents"), address("document", made)]
    planner.client.get(pages[0])
    costs = []
    for page in pages:
        with CaptureQueriesContext(connection) as found:
            planner.client.get(page)
        costs.append(len(found))
    for number in (2, 3):
        DocumentFactory(mission=mission)
        DocumentFileFactory(document=made, number=number)
    for page, cost in zip(pages, costs, strict=True):
        with django_assert_num_queries(cost):
            planner.client.get(page)
    assert costs == [5, 5]


def test_a_document_of_office_loses_its_authors(mission, planner, media):
    add_document(
        by=planner.user,
        mission=mission,
        said=SaidOfDocument("Letter"),
        file=checked(office("docx"), "letter.docx"),
    )
    [stored] = kept(media)
    assert stored.stat().st_mode & 0o077 == 0
