from django.urls import include, path

from apps.portal.audiences import preview
from apps.portal.audiences import views as audiences
from apps.portal.drafting import translations
from apps.portal.drafting import views as drafting
from apps.portal.funder import views as funder
from apps.portal.personal import views as personal
from apps.portal.places import views as places
from apps.portal.rounds.views.open_to_all import public_round
from apps.portal.saved import views as saved
from apps.portal.starting import views as starting
from apps.portal.transition.views import transition
from apps.portal.views import (
    agencies,
    benchmarks,
    changes,
    comments,
    dissents,
    framework,
    gates,
    home,
    overview,
    paper,
    public,
    public_record,
    theory,
    timeline,
)
from apps.portal.work import views as work

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("begin/", work.begin, name="begin"),
    path("missions/new/", starting.new_mission, name="new_mission"),
    path("missions/new/file/", starting.mission_from_file, name="mission_from_file"),
    path("templates/", starting.templates, name="templates"),
    path("templates/<str:key>/", starting.template, name="template"),
    path("accounts/my-data/", personal.my_data, name="my_data"),
    path("accounts/my-data/file/", personal.my_data_file, name="my_data_file"),
    path("accounts/my-data/close/", personal.erase_me, name="erase_me"),
    path("m/<str:code>/", overview.overview, name="overview"),
    path("m/<str:code>/work/", work.my_work, name="my_work"),
    path("m/<str:code>/", include("apps.portal.counterpart.urls")),
    path("m/<str:code>/activities/filters/", saved.saved_filters, name="saved_filters"),
    path("m/<str:code>/activities/filters/save/", saved.filter_save, name="filter_save"),
    path("m/<str:code>/activities/filters/<uuid:uuid>/remove/", saved.filter_remove, name="filter_remove"),
    path("m/<str:code>/changes/", changes.changes, name="changes"),
    path("m/<str:code>/audiences/", audiences.audiences, name="audiences"),
    path("m/<str:code>/audiences/preview/", preview.preview, name="audience_preview"),
    path("m/<str:code>/audiences/preview/page/", preview.preview_page, name="audience_preview_page"),
    path("m/<str:code>/audiences/<uuid:uuid>/", audiences.decide, name="audience_decide"),
    path("m/<str:code>/audiences/later/<uuid:uuid>/", audiences.postpone_version, name="audience_postpone"),
    path("m/<str:code>/audiences/mission/", audiences.propose_mission, name="audience_propose_mission"),
    path(
        "m/<str:code>/audiences/<str:kind>/<uuid:uuid>/",
        audiences.propose,
        name="audience_propose",
    ),
    path("m/<str:code>/framework/", framework.framework, name="framework"),
    path("m/<str:code>/framework/", include("apps.portal.versions.urls")),
    path("m/<str:code>/framework/", include("apps.portal.quality.urls")),
    path("m/<str:code>/framework/", include("apps.portal.rounds.urls")),
    path("m/<str:code>/framework/", include("apps.portal.promises.urls")),
    path("m/<str:code>/framework/", include("apps.portal.references.urls")),
    path("m/<str:code>/framework/objectives/<uuid:uuid>/", framework.objective, name="objective"),
    path("m/<str:code>/phases/", places.phases, name="phases"),
    path("m/<str:code>/phases/add/", places.phase_add, name="phase_add"),
    path("m/<str:code>/phases/<uuid:uuid>/", places.phase, name="phase"),
    path("m/<str:code>/phases/<uuid:uuid>/remove/", places.phase_remove, name="phase_remove"),
    path("m/<str:code>/areas/", places.areas, name="areas"),
    path("m/<str:code>/areas/add/", places.area_add, name="area_add"),
    path("m/<str:code>/areas/shapes/", places.area_shapes, name="area_shapes"),
    path("m/<str:code>/areas/<uuid:uuid>/", places.area, name="area"),
    path("m/<str:code>/areas/<uuid:uuid>/remove/", places.area_remove, name="area_remove"),
    path("m/<str:code>/framework/paper/", paper.paper, name="paper"),
    path("m/<str:code>/framework/paper/word/", paper.paper_word, name="paper_word"),
    path("m/<str:code>/framework/theory/", theory.theory_of_change, name="theory"),
    path("m/<str:code>/framework/draft/", drafting.draft, name="draft"),
    path("m/<str:code>/framework/draft/begin/", drafting.begin, name="draft_begin"),
    path("m/<str:code>/framework/draft/undo/", drafting.undo, name="draft_undo"),
    path("m/<str:code>/framework/draft/translations/", translations.translations, name="translations"),
    path(
        "m/<str:code>/framework/draft/translations/<str:language>/<str:kind>/<str:row>/",
        translations.translate_part,
        name="translate_part",
    ),
    path("m/<str:code>/framework/draft/template/", drafting.template, name="draft_template"),
    path("m/<str:code>/framework/draft/add/<str:kind>/", drafting.add, name="draft_add"),
    path("m/<str:code>/framework/draft/<str:kind>/<str:row>/", drafting.edit, name="draft_part"),
    path("m/<str:code>/framework/draft/<str:kind>/<str:row>/remove/", drafting.remove, name="draft_remove"),
    path("m/<str:code>/framework/draft/<str:kind>/<str:row>/move/", drafting.move, name="draft_move"),
    path("m/<str:code>/benchmarks/", benchmarks.benchmarks, name="benchmarks"),
    path("m/<str:code>/benchmarks/<uuid:uuid>/", benchmarks.benchmark, name="benchmark"),
    path("m/<str:code>/benchmarks/series/<uuid:uuid>/", benchmarks.series, name="series"),
    path(
        "m/<str:code>/benchmarks/<uuid:uuid>/dissent/", dissents.benchmark_dissent, name="benchmark_dissent"
    ),
    path(
        "m/<str:code>/benchmarks/<uuid:uuid>/comment/", comments.benchmark_comment, name="benchmark_comment"
    ),
    path("m/<str:code>/benchmarks/dissents/<uuid:uuid>/", dissents.dissent, name="dissent"),
    path("m/<str:code>/benchmarks/gates/", gates.gates, name="gates"),
    path("m/<str:code>/benchmarks/gates/<uuid:uuid>/", gates.gate, name="gate"),
    path("m/<str:code>/benchmarks/gates/<uuid:uuid>/decide/", gates.decide_gate, name="decide_gate"),
    path("m/<str:code>/benchmarks/gates/<uuid:uuid>/dissent/", dissents.gate_dissent, name="gate_dissent"),
    path("m/<str:code>/benchmarks/decisions/<uuid:uuid>/", gates.gate_decision, name="gate_decision"),
    path("m/<str:code>/agencies/", agencies.agencies, name="agencies"),
    path("m/<str:code>/agencies/<uuid:uuid>/", agencies.agency, name="agency"),
    path("m/<str:code>/transition/", transition, name="transition"),
    path("m/<str:code>/funder/", funder.own_funder, name="own_funder"),
    path("m/<str:code>/funder/<uuid:uuid>/", funder.funder, name="funder"),
    path("m/<str:code>/registers/", include("apps.portal.registers.urls")),
    path("m/<str:code>/reports/", include("apps.portal.papers.urls")),
    path("m/<str:code>/timeline/", timeline.timeline, name="timeline"),
    path("p/<str:code>/", public.public, name="public"),
    path("p/<str:code>/draft/", public_round, name="public_round"),
    path("p/<str:code>/activities/", public.public_activities, name="public_activities"),
    path("p/<str:code>/activities/areas.csv", public.public_areas, name="public_areas"),
    path("p/<str:code>/money/", public_record.public_money, name="public_money"),
    path("p/<str:code>/agreed/", public_record.public_agreed, name="public_agreed"),
    path("p/<str:code>/indicators/<uuid:uuid>/", public.public_indicator, name="public_indicator"),
]
