"""Pictures of a walk through the demo, acted in a real browser (`make gallery`)."""

from __future__ import annotations

import argparse
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
WIDE = {"width": 1180, "height": 780}
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def demo() -> Iterator[str]:
    """Run the demo, yield its address, and end it as Ctrl-C would."""
    command = [str(Path(sys.executable).with_name("bearings")), "demo"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603 - our own command
    try:
        lines = iter(running.stdout or ())
        addresses = (re.search(r"http://\S+", line) for line in lines)
        yield next(found.group() for found in addresses if found)
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(timeout=60)


def act(page: Page, address: str, *, name: str) -> None:
    """Become one of the teammates."""
    page.goto(address)
    page.get_by_role("link", name=name).click()


def check_in(page: Page, address: str, pictures: Path) -> None:
    """Open the check-in as a teammate and say something true."""
    act(page, address, name="Ada Osei")
    page.get_by_role("button", name="Check in").click()
    form = page.get_by_role("dialog")
    form.get_by_role("radio", name="Mostly true").first.check()
    page.screenshot(path=pictures / "sandbox.png")


def main() -> None:
    """Take every picture of the walk."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    chosen = parser.parse_args()
    if not Path(chosen.chromium).exists():
        print(f"No Chromium at {chosen.chromium}: no pictures.")
        return
    with demo() as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chosen.chromium, args=list(QUIET))
        check_in(browser.new_page(viewport=WIDE), address, chosen.pictures)  # type: ignore[arg-type]
        browser.close()


if __name__ == "__main__":
    main()
