"""`make mutation`: changes the code of the bridge in small ways, and counts how often the tests notice.

The areas and what is asked of them are below; what is mutated and which tests run, in pyproject.toml ([tool.mutmut]).
`mutmut show NAME` shows a change that no test noticed.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MUTANTS = ROOT / "mutants"
LEAST = 0.80
AREAS = {
    "signature": ("signature",),
    "split": ("splitting",),
    "dedup and order": ("inbox", "leases", "workers"),
    "retry": ("retry", "errors", "status", "outbox"),
}
# Exit codes of a mutant's tests, as mutmut 3 writes them. Any other one is no kill: nothing was shown.
_KILLED = (1, 3)
_TIMEOUTS = (36, 24, -24, 152, 255)
_SKIPPED = 34
# The tests of a mutant did not run, but mutmut takes that for a kill.
_NOT_RUN = b"BadTestExecutionCommandsException"


def main() -> int:
    """Run, print the table and what survived; 1 when an area is below the least score."""
    # What an earlier run left names tests that there may be no more.
    shutil.rmtree(MUTANTS, ignore_errors=True)
    if not _run_mutmut():
        return 1
    print(f"\n{'area':18}{'module':12}{'killed':>8}{'timeout':>9}{'survived':>10}{'score':>8}")
    low, survivors = [], []
    for area, modules in AREAS.items():
        total: Counter[str] = Counter()
        for module in modules:
            found = outcomes(module)
            survivors += [name for name, outcome in found.items() if outcome == "survived"]
            counts = Counter(found.values())
            total += counts
            _row("", module, counts)
        if _row(area, "", total) < LEAST:
            low.append(area)
    print("\nSurvived (.venv/bin/mutmut show NAME):", *survivors, sep="\n  ")
    if low:
        print(f"acolwhats: below {LEAST:.0%}: {', '.join(low)}", file=sys.stderr)
    return int(bool(low))


def _run_mutmut() -> bool:
    """Whether every mutant was tested; what mutmut says is passed on."""
    command = [str(Path(sys.executable).parent / "mutmut"), "run", "--max-children", "2"]
    mutmut = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0
    )
    assert mutmut.stdout is not None
    said, complete = b"", True
    while chunk := mutmut.stdout.read(4096):
        sys.stdout.buffer.write(chunk)
        sys.stdout.flush()
        said = said[-len(_NOT_RUN) :] + chunk
        complete = complete and _NOT_RUN not in said
    code = mutmut.wait()
    if code:
        print(f"acolwhats: mutmut ended with {code}", file=sys.stderr)
    if not complete:
        print("acolwhats: some mutants were not tested; see above", file=sys.stderr)
    return code == 0 and complete


def outcomes(module: str) -> dict[str, str]:
    """What became of each mutant of a module: killed, timeout or survived.

    Raises:
        SystemExit: mutmut left none.
    """
    path = MUTANTS / "acolwhats" / "whatsapp" / f"{module}.py.meta"
    if not path.is_file():
        raise SystemExit(f"acolwhats: mutmut left no result for {module}; see what it said above")
    codes = json.loads(path.read_text())["exit_code_by_key"]
    return {name: _outcome(code) for name, code in codes.items() if code != _SKIPPED}


def _outcome(code: int | None) -> str:
    if code in _KILLED:
        return "killed"
    return "timeout" if code in _TIMEOUTS else "survived"


def _row(area: str, module: str, found: Counter[str]) -> float:
    caught = found["killed"] + found["timeout"]
    score = caught / max(1, caught + found["survived"])
    print(
        f"{area:18}{module:12}{found['killed']:8}{found['timeout']:9}{found['survived']:10}{score:8.1%}"
    )
    return score


if __name__ == "__main__":
    sys.exit(main())
