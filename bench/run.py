"""Runs the measurements: ``make bench`` all of them, ``make bench BENCH=tables`` one. ``--write`` keeps the results,
beside those kept before of what was not measured.

Each is a module here with a ``main`` that prints its figures beside what a user would use instead. Each runs in a
process of its own, one after the other, so that none warms up or slows down another.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
RESULT = ROOT / "docs" / "performance.md"
NOT_MEASUREMENTS = {"run"}


def names() -> list[str]:
    """Every measurement there is."""
    return sorted(
        path.stem
        for path in HERE.glob("*.py")
        if path.stem not in NOT_MEASUREMENTS and not path.stem.startswith("_")
    )


def measure(name: str) -> str | None:
    """Run one, show its figures as they come, and give them; None where it failed."""
    print(f"\n{name}\n{'-' * len(name)}", flush=True)
    command = [sys.executable, "-c", f"from bench.{name} import main; main()"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        lines = []
        for line in running.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    return "".join(lines) if running.returncode == 0 else None


def machine() -> str:
    """What it was measured on."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [
            line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line
        ]
        cpu = models[0] if models else cpu
    return f"{os.cpu_count()} cores ({cpu}), {platform.system()}, Python {platform.python_version()}"


HEADING = (
    "# Performance\n\n<!-- Written by `python bench/run.py --write`. -->\n\n"
    "Nothing here is asserted in a test: `make bench` measures anew, and prints each figure beside what a user would "
    "use instead.\n"
)


def section(name: str, text: str) -> str:
    """What is kept of one measurement."""
    module = __import__(f"bench.{name}", fromlist=["main"])
    return (
        f"{(module.__doc__ or '').strip()}\n\nMeasured {datetime.now(UTC):%Y-%m-%d} on {machine()}.\n\n"
        f"```\n{text.strip()}\n```\n"
    )


def kept(page: str) -> dict[str, str]:
    """The sections of the page, by measurement; of those that still exist."""
    found = dict(part.split("\n\n", 1) for part in page.split("\n## ")[1:])
    return {name: text for name, text in found.items() if name in names()}


def written(sections: dict[str, str]) -> str:
    """The page of figures."""
    return HEADING + "".join(f"\n## {name}\n\n{sections[name]}" for name in sorted(sections))


def main() -> int:
    wanted = [argument for argument in sys.argv[1:] if not argument.startswith("-")] or names()
    unknown = sorted(set(wanted) - set(names()))
    if unknown:
        print(f"No measurement called {', '.join(unknown)}. There are: {', '.join(names())}.")
        return 2
    results = {name: measure(name) for name in wanted}
    failed = [name for name, text in results.items() if text is None]
    if "--write" in sys.argv and not failed:
        before = kept(RESULT.read_text(encoding="utf-8")) if RESULT.exists() else {}
        new = {name: section(name, text or "") for name, text in results.items()}
        RESULT.write_text(written(before | new), encoding="utf-8")
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    raise SystemExit(main())
