"""Where one is led back to from what is said of a benchmark."""

import datetime

from django.urls import reverse

from tests.factories.alignment import DissentFactory
from tests.factories.benchmarks import BenchmarkFactory


def test_a_benchmark_without_wording_leads_back_to_all_of_them(mission, editor_a, agency_a):
    benchmark = BenchmarkFactory(mission=mission)
    raised = {"mission": mission, "benchmark": benchmark, "agency": agency_a}
    dissent = DissentFactory(**raised, raised_on=datetime.date(2025, 1, 1))
    board = reverse("portal:benchmarks", kwargs={"code": "MISA"})
    rows = {"benchmark_dissent": benchmark, "benchmark_comment": benchmark, "dissent": dissent}
    for name, row in rows.items():
        page = reverse(f"portal:{name}", kwargs={"code": "MISA", "uuid": row.uuid})
        assert f'href="{board}"' in editor_a.client.get(page).content.decode().partition("<main")[2]
