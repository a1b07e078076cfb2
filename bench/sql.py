"""The same facts by hand-written SQL, as a yardstick for the engine: effective grades, E1, D1, D5, E5, E6.

After section G.4 of the method, on the tables of the product; for both databases. Every statement works
out for itself what it needs, as views would.
"""

ACTIVE = """
version as (
  select id from frameworks_frameworkversion
  where mission_id = %(mission)s and status in ('adopted', 'superseded') and adopted_on <= %(as_of)s
    and (superseded_on is null or superseded_on > %(as_of)s) order by adopted_on desc limit 1),
objective as (
  select objective_id id, dimension from frameworks_objectivetext
  where framework_version_id = (select id from version)),
activity as (
  select a.id, a.key, a.lead_id, m.side, g.state, a.start,
         a.dimension = 'humanitarian' and not coalesce(m.political_or_security, false) exempt,
         a.status in ('active', 'completed', 'suspended')
           and a.start <= %(as_of)s and a."end" >= %(as_of)s active
  from activities_activity a
  join missions_missionagency m on m.mission_id = a.mission_id and m.agency_id = a.lead_id
  join agencies_agency g on g.id = a.lead_id
  where a.mission_id = %(mission)s),
unit as (select * from activity where active)
"""

# Rules R5, R4, R3, R1, R2 in this order; the rank 0 is excluded, 3 is verified.
GRADES = """
eff as (
  select l.key, l.activity_id, l.objective_id, l.claimed_on, l.late, l.redesign, u.start, u.exempt, case
    when u.exempt and o.dimension in ('political', 'security') then 0
    when l.grade = 'claimed' then 1
    when d.raised_on <= %(as_of)s and (d.resolved_on is null or d.resolved_on > %(as_of)s) then 1
    when l.valid_until < %(as_of)s then 1
    when l.grade = 'evidenced' then 2
    when l.attestor_id is null or l.attested_on > %(as_of)s or l.attestor_id = u.lead_id
      or exists (select 1 from activities_activity_implementers i
                 where i.activity_id = u.id and i.agency_id = l.attestor_id)
      or exists (select 1 from funding_fundingline f
                 where f.activity_id = u.id and f.funder_id = l.attestor_id and f.period_from <= %(as_of)s)
      or g.state = u.state then 2
    when l.attestor_income_share > 0.5 + 1e-9 then 2
    else 3 end rank
  from alignment_alignmentlink l join {units} u on u.id = l.activity_id
  {join} objective o on o.id = l.objective_id
  left join alignment_linkdispute d on d.link_id = l.id
  left join agencies_agency g on g.id = l.attestor_id
  where l.mission_id = %(mission)s and (l.claimed_on is null or l.claimed_on <= %(as_of)s))
"""
OF_ALL = GRADES.format(units="activity", join="left join")
OF_ACTIVE = GRADES.format(units="unit", join="join")

BEST = "best as (select activity_id id, max(rank) rank from eff where rank > 0 group by activity_id)"

LIVE = """
live as (
  select c.id, c.activity_a_id a, c.activity_b_id b, -c.score / 3.0 severity,
         x.lead_id lead_a, y.lead_id lead_b, x.side side_a, y.side side_b, x.state state_a, y.state state_b
  from alignment_contradiction c join unit x on x.id = c.activity_a_id join unit y on y.id = c.activity_b_id
  where c.score < 0 and c.grade <> 'claimed' and (c.raised_on is null or c.raised_on <= %(as_of)s)
    and (c.status = 'open' or c.closed_on > %(as_of)s))
"""


def query(*parts: str) -> str:
    """The last part, with those before it as named subqueries."""
    *named, last = parts
    return f"with {', '.join(named)} {last}"


STATEMENTS = {
    "effective grades": query(ACTIVE, OF_ALL, "select key, rank from eff"),
    "E1 and D1": query(
        ACTIVE,
        OF_ACTIVE,
        BEST,
        """
select count(*) filter (where side = 'external'),
  avg(case when b.rank >= 2 then 1.0 else 0 end) filter (where side = 'external'),
  avg(case when b.rank >= 1 then 0.0 else 1 end), avg(case when b.rank >= 2 then 0.0 else 1 end),
  avg(case when b.rank >= 3 then 0.0 else 1 end)
from unit u left join best b on b.id = u.id where not exempt""",
    ),
    "D5": query(
        ACTIVE,
        OF_ACTIVE,
        BEST,
        LIVE,
        """
claim as (
  select sum(case when b.rank = 1 then 1.0 else 0 end) / count(*) gap
  from unit u left join best b on b.id = u.id where side = 'external' and not exempt),
late as (
  select avg(case when rank = 1 and not coalesce(redesign, false) then 1.0 else 0 end) share from eff
  where rank > 0 and case when late is not null then late else claimed_on > start end),
silent as (
  select avg(case when exists (
      select 1 from alignment_contradiction_acknowledged_by k where k.contradiction_id = live.id
      and k.agency_id in (lead_a, lead_b)) then 0.0 else 1 end) share from live)""",
        """
select claim.gap, late.share, silent.share from claim, late, silent""",
    ),
    "E5": query(
        ACTIVE,
        OF_ACTIVE,
        """
served as (
  select activity_id, objective_id, count(*) over (partition by activity_id) n from eff where rank >= 2),
relation as (
  select f.funder_id funder, s.objective_id objective, sum(f.disbursed / s.n * case
      when f.currency = %(currency)s then 1 else (
        select rate from funding_exchangerate r where r.mission_id = %(mission)s and r.currency = f.currency
        and r.valid_on <= coalesce(f.value_date, f.period_from) and r.valid_on <= %(as_of)s
        order by r.valid_on desc limit 1) end) amount
  from funding_fundingline f join served s on s.activity_id = f.activity_id
  join unit u on u.id = f.activity_id
  join missions_missionagency m on m.mission_id = %(mission)s and m.agency_id = f.funder_id
  where f.mission_id = %(mission)s and m.side = 'external' and not u.exempt
    and f.period_from <= %(as_of)s and (f.period_to is null or f.period_to > %(since)s)
  group by f.funder_id, s.objective_id),
whole as (
  select *, sum(amount) over (partition by objective) of_objective,
    sum(amount) over (partition by funder) of_funder, sum(amount) over () of_all,
    coalesce(sum(amount) over (partition by objective order by amount desc, funder
      rows between unbounded preceding and 1 preceding), 0) before
  from relation where amount > 0)""",
        """
select count(*), avg(case when amount / of_objective >= of_funder / of_all - 1e-9
  or before < (0.9 - 1e-9) * of_objective then 1.0 else 0 end) from whole""",
    ),
    "E6": query(
        ACTIVE,
        LIVE,
        """
side as (
  select a id, severity, lead_a, lead_b, side_a, side_b, state_a, state_b from live
  union all select b, severity, lead_a, lead_b, side_a, side_b, state_a, state_b from live),
worst as (
  select id, max(severity) severity from side where side_a = 'external' and side_b = 'external'
    and lead_a <> lead_b and (state_a is null or state_b is null or state_a <> state_b) group by id),
reviewed as (
  select distinct v.activity_id id from alignment_contradictionreview_activities v
  join alignment_contradictionreview r on r.id = v.contradictionreview_id
  where r.mission_id = %(mission)s and r.reviewed_on <= %(as_of)s)""",
        """
select count(*), avg(1 - coalesce(w.severity, 0)) from unit u join reviewed v on v.id = u.id
left join worst w on w.id = u.id where u.side = 'external' and not u.exempt""",
    ),
}
