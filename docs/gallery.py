"""Designed teams and the reports they get: pages in var/gallery, pictures in docs (`make gallery`).

Every team is made of answers that deserve one finding; the readings come from the real publishing
rules. Pictures are taken where Chromium is installed; the pages are written in any case.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from analytics.records import report_to_json
from slackapp.ui import report_page

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "benchmarks"))

from worlds.teams import TEAMS, report  # noqa: E402 - the designed teams lie with the benchmarks

FULLEST = "everything-settles"
README = "one-carrier"
REDRAWN = """[...document.querySelectorAll('.plot')].every(
  it => Math.abs(it.querySelector('.main-svg').clientWidth - it.clientWidth) < 2)"""
VIEWS = (("", 880, "light"), ("-phone", 390, "light"), ("-dark", 880, "dark"))


def write(out: Path, only: list[str] | None = None) -> list[Path]:
    """Write every team's page, each complete in itself but for the shared script."""
    out.mkdir(parents=True, exist_ok=True)
    (out / "plotly.min.js").write_text(report_page.figures.bundle(), encoding="utf-8")
    pages = []
    for team in TEAMS:
        if only and team.name not in only:
            continue
        made = report(team)
        page = report_page.render(
            made,
            title=team.name.replace("-", " ").capitalize(),
            locale="en-US",
            bundle="shared",
            bundle_url="plotly.min.js",
        )
        path = out / f"{team.name}.html"
        path.write_bytes(page)
        (out / f"{team.name}.json").write_text(report_to_json(made), encoding="utf-8")
        print(f"{path}: {len(page) / 1024:.1f} KB; {[one.code for one in made.findings]}")
        pages.append(path)
    return pages


def photograph(pages: list[Path], out: Path, chromium: str) -> None:
    """Take every page as on a desk; the fullest also on a phone and in the dark."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where pictures are taken

    out.mkdir(parents=True, exist_ok=True)
    quiet = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=list(quiet))
        for path in pages:
            for name, width, scheme in VIEWS if path.stem == FULLEST else VIEWS[:1]:
                size = {"width": width, "height": 900}
                tab = browser.new_page(viewport=size, color_scheme=scheme)
                tab.goto(path.resolve().as_uri())
                if tab.locator("#show").is_visible():
                    tab.locator("#show").click()
                tab.wait_for_function("document.querySelectorAll('.plot:empty').length === 0")
                picture = str(out / f"{path.stem}{name}.jpg")
                tab.screenshot(path=picture, full_page=True, type="jpeg", quality=45)
                if path.stem == README and not name:
                    tab.set_viewport_size({"width": 1000, "height": 1560})
                    tab.wait_for_function(REDRAWN)
                    tab.screenshot(path=str(out.parent / "report.png"))
                tab.close()
        browser.close()


def main() -> int:
    """Write the pages and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=Path, default=ROOT / "var" / "gallery")
    parser.add_argument("--pictures", type=Path, default=ROOT / "docs" / "images" / "gallery")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--only", nargs="*", help="names of teams; all without it")
    chosen = parser.parse_args()
    pages = write(chosen.pages, only=chosen.only)
    if Path(chosen.chromium).exists():
        photograph(pages, chosen.pictures, chosen.chromium)
    else:
        print(f"No Chromium at {chosen.chromium}: pages only.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
