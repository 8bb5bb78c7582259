"""`make mutation`: changes the code of the bridge in small ways, and counts how often the tests notice.

The areas and what is asked of them are below; what is mutated and which tests run, in pyproject.toml ([tool.mutmut]).
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEAST = 0.80
AREAS = {
    "signature": ("signature",),
    "split": ("splitting",),
    "dedup and order": ("inbox", "leases", "workers"),
    "retry": ("retry", "errors", "status", "outbox"),
}
# Exit codes of a mutant's tests, as mutmut 3 writes them.
_SURVIVED = 0
_SKIPPED = 34
_NO_TESTS = 33
_TIMEOUTS = (36, 24, -24, 152, 255)


def outcomes(module: str) -> Counter[str]:
    """How many mutants of a module were killed, survived or ran out of time.

    Raises:
        SystemExit: mutmut did not finish.
    """
    path = ROOT / "mutants" / "acolwhats" / "whatsapp" / f"{module}.py.meta"
    if not path.is_file():
        raise SystemExit(f"acolwhats: mutmut left no result for {module}; see what it said above")
    codes = json.loads(path.read_text())["exit_code_by_key"].values()
    return Counter(_name(code) for code in codes if code != _SKIPPED)


def _name(code: int | None) -> str:
    if code is None:
        raise SystemExit("acolwhats: mutmut did not finish; run make mutation again, it goes on")
    if code in (_SURVIVED, _NO_TESTS):
        return "survived"
    return "timeout" if code in _TIMEOUTS else "killed"


def main() -> int:
    """Run, print the table; 1 when an area is below the least score."""
    command = [str(Path(sys.executable).parent / "mutmut"), "run", "--max-children", "2"]
    if subprocess.call(command, cwd=ROOT):
        return 1
    print(f"\n{'area':18}{'module':12}{'killed':>8}{'timeout':>9}{'survived':>10}{'score':>8}")
    low = []
    for area, modules in AREAS.items():
        total: Counter[str] = Counter()
        for module in modules:
            found = outcomes(module)
            total += found
            _row("", module, found)
        if _row(area, "", total) < LEAST:
            low.append(area)
    if low:
        print(f"acolwhats: below {LEAST:.0%}: {', '.join(low)}", file=sys.stderr)
    return int(bool(low))


def _row(area: str, module: str, found: Counter[str]) -> float:
    caught = found["killed"] + found["timeout"]
    score = caught / max(1, caught + found["survived"])
    print(
        f"{area:18}{module:12}{found['killed']:8}{found['timeout']:9}{found['survived']:10}{score:8.1%}"
    )
    return score


if __name__ == "__main__":
    sys.exit(main())
