"""The reference says everything the code offers, and its links lead somewhere."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import importlib.util
import re
import tomllib
from types import ModuleType

import pytest
import yaml

from analytics import records
from analytics.instrument.bank import FACETS, PATTERNS
from analytics.instrument.windows import Mode, calendar
from slackapp.services.standing import Gauges
from slackapp.settings import SECRETS_DIR, Settings, variable
from slackapp.web.metrics import Metrics

WORDS_ON_A_PAGE = 800


@pytest.fixture(scope="module")
def generate(root) -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", root / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def reference(root):
    def read(name: str) -> str:
        return (root / "docs" / "reference" / name).read_text(encoding="utf-8")

    return read


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_is_in_the_reference(reference, field):
    assert f"### `{variable(field)}`" in reference("settings.md")


@pytest.mark.parametrize("field", Settings.model_fields)
def test_every_setting_says_what_it_does(field):
    said = Settings.model_fields[field].description
    assert said
    assert said.endswith(".")


def test_the_reference_knows_no_setting_that_does_not_exist(root):
    known = {variable(field) for field in Settings.model_fields} | {SECRETS_DIR, "BEARINGS_"}
    pages = [
        *root.glob("docs/**/*.md"),
        *root.glob("*.md"),
        *root.glob("*.yml"),
        root / "Dockerfile",
    ]
    named = {
        name for page in pages for name in re.findall(r"BEARINGS_[A-Z_]*", page.read_text("utf-8"))
    }
    assert named - known == set()


@pytest.mark.parametrize("page", ["settings.md", "commands.md", "measures.md"])
def test_the_generated_pages_are_up_to_date(generate, reference, page):
    """If not: make docs."""
    text = reference(page)
    assert generate.page(text, generate.PAGES[page]()) == text


def test_every_command_is_in_the_reference_and_says_what_it_does(generate, reference):
    text = reference("commands.md")
    commands = dict(generate.walk())
    assert {"demo", "serve", "migrate", "doctor", "simulate", "payloads"} <= set(commands)
    for name, command in commands.items():
        assert f"## `bearings {name}`" in text
        assert command.help, name
        assert [each.name for each in command.params if not getattr(each, "help", None)] == []


def first_cells(text: str, heading: str) -> set[str]:
    section = re.split(r"(?m)^## ", text.split(f"## {heading}\n")[1])[0]
    return set(re.findall(r"(?m)^\| `([^`]+)` \|", section))


def test_every_scope_and_event_of_the_manifest_is_explained_and_no_other(root, reference):
    manifest = yaml.safe_load((root / "manifest.yml").read_text(encoding="utf-8"))
    scopes = manifest["oauth_config"]["scopes"]
    text = reference("scopes.md")
    assert first_cells(text, "Bot scopes") == set(scopes["bot"])
    assert first_cells(text, "User scope") == set(scopes["user"])
    events = manifest["settings"]["event_subscriptions"]["bot_events"]
    assert first_cells(text, "Events") == set(events)


def test_every_metric_is_explained_to_whoever_runs_the_app_and_no_other(root):
    gauges = Gauges(0, 0.0, 0, 0.0, {}, 0)
    metrics = Metrics(gauges=lambda: gauges)
    metrics.slack_answered(200)
    names = {one.name for family in metrics.registry.collect() for one in family.samples}
    guide = (root / "docs" / "how-to" / "look-after-the-workers.md").read_text(encoding="utf-8")
    explained = first_cells(guide, "What the metrics say")
    assert explained == {name for name in names if not name.endswith("_created")}


def published(root) -> set[str]:
    """The name of every figure that `analytics.disclosure` can let out."""
    found = {*FACETS, *PATTERNS}
    for path in (root / "analytics" / "disclosure").glob("*.py"):
        module = importlib.import_module(f"analytics.disclosure.{path.stem}")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                first = node.args[0] if node.args else None
                named = isinstance(first, ast.Name) and first.id.isupper()
                if node.func.id in {"Figure", "_statement"} and named:
                    found.add(getattr(module, first.id))
    return found


def test_every_published_measure_is_explained_and_no_other(root, reference):
    names = published(root)
    assert {"mutual", "carriers", "held_by_few"} <= names
    assert first_cells(reference("measures.md"), "What a team is shown") == names


def anchors(text: str) -> set[str]:
    titles = re.findall(r"(?m)^#+ (.+)$", text)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_the_pages_say_after_how_many_check_ins_figures_begin(root):
    first = {
        (n, light): calendar(Mode(n, light=light)).gets[0].settles_after
        for n in (7, 8)
        for light in (False, True)
    }
    assert first == {(8, False): 4, (7, False): 8, (8, True): 8, (7, True): 16}
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert "after four where eight or more people count, after eight where fewer do" in readme
    page = (root / "docs" / "how-to" / "set-up-a-team.md").read_text(encoding="utf-8")
    said = "after four check-ins where eight or more people count, and after eight where fewer do"
    assert f"{said}, in light mode after twice as many" in page


def test_every_link_between_pages_leads_somewhere(root, files):
    lost = []
    for page in files:
        if page.suffix != ".md":
            continue
        text = re.sub(r"(?s)```.*?```", "", page.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            place = (page.parent / name).resolve() if name else page
            if not place.exists():
                lost.append(f"{page.relative_to(root)}: {target}")
            elif anchor and anchor not in anchors(place.read_text(encoding="utf-8")):
                lost.append(f"{page.relative_to(root)}: {target} (no such heading)")
    assert lost == []


def test_every_picture_is_shown_on_a_page_and_those_of_journeys_are_small(root, files):
    pages = [page.read_text(encoding="utf-8") for page in files if page.suffix == ".md"]
    pictures = [*(root / "docs" / "images").rglob("*.*")]
    assert [one.name for one in pictures if not any(one.name in page for page in pages)] == []
    journeys = [one for one in pictures if one.parent.name == "journeys"]
    assert [one.name for one in journeys if one.stat().st_size > 80_000] == []


def test_every_page_is_reached_from_an_index(root):
    for folder in ("tutorials", "how-to", "reference", "explanation", "decisions"):
        index = (root / "docs" / "README.md").read_text(encoding="utf-8")
        if folder == "decisions":
            index = (root / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
        for page in (root / "docs" / folder).rglob("*.md"):
            if page.name != "README.md":
                assert page.name in index, f"{page.name} is in no index"


def test_every_dependency_says_why_it_is_here(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.split(r"[\[<>=; ]", line)[0] for group in groups for line in group} - {"bearings"}
    text = (root / "docs" / "decisions" / "dependencies.md").read_text(encoding="utf-8")
    assert {name for name in names if not re.search(rf"(?m)^\|.*\b{name}\b.*\| ", text)} == set()


def test_every_page_the_code_points_to_exists(root, modules):
    named = {
        name
        for path in modules
        for name in re.findall(r"docs/[\w/-]+\.md", path.read_text(encoding="utf-8"))
    }
    assert named
    assert {name for name in named if not (root / name).exists()} == set()


@pytest.mark.parametrize(
    ("heading", "record"),
    [
        ("Report", records.Report),
        ("Reading", records.Reading),
        ("Finding", records.Finding),
        ("Board entry", records.BoardEntry),
        ("Experiment", records.Experiment),
    ],
)
def test_every_field_of_a_report_is_explained_and_no_other(reference, heading, record):
    section = re.split(r"(?m)^## ", reference("report-schema.md").split(f"## {heading}\n")[1])[0]
    rows = re.findall(r"(?m)^\| (`[^|]+) \|", section)
    explained = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    assert explained == {field.name for field in dataclasses.fields(record)}


def test_the_promise_fits_on_one_page(root):
    promise = (root / "docs" / "explanation" / "privacy-promise.md").read_text(encoding="utf-8")
    assert "One page" in promise
    assert len(promise.split()) <= WORDS_ON_A_PAGE
