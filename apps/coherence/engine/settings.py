"""Thresholds of the method, version 1. A mission may set those named in the bundle; the others belong to
the version."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """The thresholds one assessment was computed with. Shares are 0-1."""

    coverage_min: float = 0.50
    strip_share_min: float = 0.50
    cap_threshold: float = 0.50
    change_delta: float = 0.05
    trade_off_flag: float = 0.30
    dependence_threshold: float = 0.50
    burden_watch: float = 0.50
    burden_high: float = 0.80
    burden_overload: float = 1.00
    cost_watch: float = 0.05
    cost_high: float = 0.10
    on_track_min: float = 0.90
    at_risk_min: float = 0.60
    stale_factor: float = 1.5
    expired_factor: float = 3.0
    concentration_high: float = 0.60
    fragmentation_cumulative: float = 0.90


METHOD_VERSION = "1"
ENGINE_VERSION = "1.5.0"

WINDOW_MONTHS = 12
BURDEN_WINDOW_MONTHS = 3
LOW_N = 10
"""Below this many units a proportion is shown with its Wilson interval."""
COUNTERPARTS = 10
"""Closest counterparts per agency whose relationship is rated."""
QUADRANT_CUT = 0.50
BAND_CUTS = ((0.20, "very_low"), (0.40, "low"), (0.60, "partial"), (0.80, "substantial"))
TOP_BAND = "high"
BAND_ORDER = ("very_low", "low", "partial", "substantial", "high")
CAP_BAND = "partial"
GEOMETRIC_FLOOR = 0.01
REVISION_MONTHS = 12
GATE_ASSESSED_SHARE = 0.50
GATE_READY_SHARE = 0.75
GATE_CONDITIONS_SHARE = 0.50
OVERLOAD_PEAK = 1.5
CLIFF_GAP = 0.25
RESOURCE_GAP = 0.25
DWELL = 2
"""Consecutive observations that make a regression, or end one."""
REVIEW_DAYS = 30
POST_EXIT_YEARS = 5
EXIT_CLIFF_MONTHS = 24
FORWARD_YEARS = 3
QUARTER_MONTHS = 3
COST_RISE = 0.10
"""From this rise of cost on, two periods in which no level moved up count as diminishing returns."""
REPEAT_DAYS = 60
FOLLOW_UP_MONTHS = 6
FOLLOW_UP_SHARE = 0.50
FOLLOW_UP_MIN_N = 4
EVIDENCE_COVERAGE = (0.50, 0.80)
"""Known units from which evidence is medium, and robust."""
EVIDENCE_VERIFIED = 0.50
AGREEMENT_MEDIUM = 0.70
AGREEMENT_HIGH = 0.90
AGREEMENT_MIN_N = 3
ALPHA_RELIABLE = 0.80
ALPHA_TENTATIVE = 0.67
ALPHA_MIN_N = 10
"""Below this many things coded twice, Krippendorff's alpha is shown and says nothing of reliability."""
RATINGS_APART = 2
"""Two ratings of one relation that lie so many steps apart do not agree."""
RECIPROCITY_MONTHS = 12
RECIPROCITY_FLAG = 0.50
RECIPROCITY_MIN_N = 4
SINGLE_VOICE_FLAG = 0.80
SINGLE_VOICE_MIN_N = 5
LINKS_MANY = 3
"""An activity linked to more objectives than this is asked which it mainly serves."""
NEUTRAL_MIN_N = 3
"""From this many positions on, an agency that is neutral on all of them is named."""
TIE_RATING = 2
"""From this rating (coordination) on, both sides agreeing, a pair is a tie of the network."""
