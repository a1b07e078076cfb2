"""The page that explains every number: everything with a code can be pointed at, and says who says so."""

import re

from apps.coherence.engine import registry
from tests.coherence.test_views import address


def test_every_code_has_an_anchor_and_the_marks_of_its_source(karo, karo_planner):
    content = karo_planner.client.get(address("method")).content.decode()
    anchors = set(re.findall(r'<article id="([^"]+)"', content))
    texts = [*registry.AGGREGATION_TEXTS, *registry.BENCHMARK_TEXTS, *registry.GATE_TEXTS]
    assert anchors >= set(registry.MARKS) | {text.id for text in texts}
    for key in registry.MARKS:
        article = content.partition(f'<article id="{key}"')[2].partition("</article>")[0]
        assert 'href="#marks"' in article, key
        assert article.count("<dt>") == 4, key


def test_thresholds_of_the_mission_stand_beside_those_of_the_method(karo, karo_planner):
    karo.setting_concentration_high = 0.7
    karo.save()
    settings = karo_planner.client.get(address("method")).context["settings"]
    assert len(settings) == len(registry.SETTING_TEXTS)
    own = [(row["text"].name, row["used"], row["default"]) for row in settings if row["own"]]
    assert own == [("Share of the largest funder that is high", "0.70", "0.60")]


def test_every_indicator_leads_to_its_rule(assessed, karo_planner):
    page = address("indicator", level="external", subject="mission", indicator="E1")
    assert f"{address('method')}#E1".encode() in karo_planner.client.get(page).content
