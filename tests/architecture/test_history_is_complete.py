"""Every change leaves an entry in the change log: each writing service gets to where entries are written, and
nothing writes rows past it unless it says here why.
"""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ROOT / "apps"
LOGS = frozenset(
    {"create_rows", "change_rows", "remove_rows", "change_lists", "bring_back", "changelog.write", "erase"}
)
"""What writes entries: tests/core/test_services.py and tests/core/test_changelog.py count them."""
WRITES = frozenset(
    {
        "save",
        "delete",
        "bulk_create",
        "bulk_update",
        "update",
        "create",
        "get_or_create",
        "update_or_create",
        "_raw_delete",
    }
)
ROWS = ("objects", "_default_manager", "through", "plain(", "rows", ".filter(", "super()", "stored")

COMPUTED = "rows that the program computes and replaces; no person changes them"
OWN = "what the program keeps for itself, not a row of the domain"
BESIDE = "a version, a folded text or a position beside a change that its caller logs"
LOGGED = "its caller writes the entries of the whole change, in the same transaction"
NOTES = "is itself a record of what people did, which nobody changes"
PAST_THE_LOG = {
    "alignment/tasks.py": "the day on which the mail of an invitation left, noted by the job that sent it",
    "api/webhooks/": "messages are of the program itself; secrets, which no log may hold, stand beside a day",
    "accounts/": "accounts: their models are logged by signals; tokens note when they were last used",
    "api/writing/keys.py": OWN,
    "core/history/": OWN,
    "core/jobs/": OWN,
    "core/services.py": "where entries are written",
    "core/changelog.py": "where entries are written",
    "coherence/history/services.py": COMPUTED,
    "coherence/references/services.py": COMPUTED,
    "coherence/services.py": COMPUTED,
    "coherence/what_if/services.py": COMPUTED,
    "exchange/services/store.py": LOGGED,
    "exchange/services/writing.py": LOGGED,
    "exchange/portfolio/": LOGGED + "; runs, their rows and learnt names are files on their way in",
    "exchange/tasks.py": OWN,
    "portal/papers/services.py": "reports and their files are one person's own, and hold nothing new",
    "frameworks/models/adopted.py": "refuses, then does what Django does",
    "activities/editing/services.py": BESIDE,
    "benchmarks/drafting/": BESIDE,
    "missions/services/invitations.py": "the hash of a link, which no log may hold",
    "missions/services/readings.py": NOTES,
    "portal/management/": "demonstration",
    "portal/personal/erasing.py": "takes a person out, in an entry of its own",
}
ASKS = "asks for a computation; what is computed is not of the log"
FILES = "a file on its way in: what is stored of it is logged when it is stored"
WITHOUT_ENTRY = {
    ("api/webhooks/services.py", "send_again"): ASKS,
    ("coherence/history/services.py", "request_again"): ASKS,
    ("coherence/history/services.py", "request_date"): ASKS,
    ("coherence/gates/services.py", "request_decision"): ASKS,
    ("coherence/references/services.py", "request_keep"): ASKS,
    ("coherence/references/services.py", "request_restatement"): ASKS,
    ("coherence/history/services.py", "request_history"): ASKS,
    ("coherence/what_if/services.py", "request"): ASKS,
    ("exchange/portfolio/services.py", "ask_apply"): FILES,
    ("exchange/portfolio/services.py", "decide"): FILES,
    ("exchange/portfolio/services.py", "remove_run"): FILES,
    ("exchange/portfolio/services.py", "start_run"): FILES,
    ("portal/papers/services.py", "ask_report"): FILES,
    ("portal/papers/services.py", "make_again"): FILES,
    ("portal/papers/services.py", "remove_report"): FILES,
    ("missions/services/opening.py", "open_agency_rows"): NOTES,
    ("missions/services/readings.py", "note_kept_file"): NOTES,
    ("missions/services/readings.py", "note_kept_row"): NOTES,
    ("missions/services/readings.py", "note_kept_rows"): NOTES,
    ("missions/services/readings.py", "note_readings"): NOTES,
}
"""Services with `by` that change no row of the log, and why."""


def modules() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(APPS)): ast.parse(path.read_text())
        for path in sorted(APPS.rglob("*.py"))
        if "migrations" not in path.parts
    }


def calls_of(function: ast.AST) -> set[str]:
    """What a function calls, or hands on to be called, by its last name; `changelog.write` by both."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute):
            found.add(node.attr)
            if isinstance(node.value, ast.Name):
                found.add(f"{node.value.id}.{node.attr}")
        elif isinstance(node, ast.Name):
            found.add(node.id)
    return found


Place = tuple[str, str]
"""A function or class: its file and its name."""


def file_of(module: str) -> str | None:
    """The file of one of our modules, None for others."""
    path = ROOT.joinpath(*module.split("."))
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file.is_file() and APPS in file.parents:
            return str(file.relative_to(APPS))
    return None


def imported_by(tree: ast.Module) -> dict[str, Place]:
    """Names in a file that come from other files of ours: (file, name), or (file, "") for a module."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("apps"):
            for alias in node.names:
                module = file_of(f"{node.module}.{alias.name}")
                owner = file_of(str(node.module))
                if module is not None:
                    found[alias.asname or alias.name] = (module, "")
                elif owner is not None:
                    found[alias.asname or alias.name] = (owner, alias.name)
    return found


@cache
def graph() -> dict[Place, frozenset[Place]]:
    """Every function and class of the apps -> those of ours that its body names."""
    found: dict[Place, set[Place]] = defaultdict(set)
    for file, tree in modules().items():
        imports = imported_by(tree)
        for name, place in imports.items():
            found[file, name].add(place)
        for node in ast.walk(tree):
            if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                continue
            for part in ast.walk(node):
                if isinstance(part, ast.Name):
                    found[file, node.name].add(imports.get(part.id, (file, part.id)))
                elif isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name):
                    module, inner = imports.get(part.value.id, (file, part.value.id))
                    if inner == "":
                        found[file, node.name].add((module, part.attr))
                    elif part.value.id == "self":
                        found[file, node.name].add((file, part.attr))
    return {name: frozenset(calls) for name, calls in found.items()}


WRITERS = frozenset(
    {
        *(("core/services.py", name) for name in LOGS if "." not in name),
        ("core/changelog.py", "write"),
        ("core/history/sealing.py", "erase"),
    }
)


def reaches_log(place: Place) -> bool:
    seen: set[Place] = set()
    waiting = [place]
    while waiting:
        one = waiting.pop()
        if one in WRITERS:
            return True
        if one not in seen:
            seen.add(one)
            waiting += graph().get(one, ())
    return False


@cache
def services() -> frozenset[Place]:
    """Public functions of the service modules that take `by`."""
    return frozenset(
        (file, node.name)
        for file, tree in modules().items()
        if "services" in file or Path(file).stem in {"opening", "adopting", "applying", "erasing"}
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and "by" in {argument.arg for argument in node.args.kwonlyargs}
    )


def test_every_writing_service_writes_entries():
    found = services()
    assert len(found) > 50
    silent = {place for place in found if not reaches_log(place)}
    assert silent == WITHOUT_ENTRY.keys()


def test_nothing_writes_rows_past_the_log_without_a_reason():
    past, used = [], set()
    for file, tree in modules().items():
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            calls = calls_of(function)
            for node in ast.walk(function):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                    continue
                source = ast.unparse(node.func)
                if node.func.attr not in WRITES or not any(one in source for one in ROWS):
                    continue
                reason = next((place for place in PAST_THE_LOG if file.startswith(place)), None)
                if reason is not None:
                    used.add(reason)
                elif not calls & LOGS:
                    past.append(f"{file} {function.name}: {source}")
    assert past == []
    # A reason that nothing needs any more would cover what comes next.
    assert used == PAST_THE_LOG.keys()
