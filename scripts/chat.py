"""`make chat`: the action server and `rasa shell` together; the action server stops with the shell."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RASA = ROOT / ".venv" / "bin" / "rasa"


def main() -> int:
    """Start the action server, talk, stop it."""
    log = (ROOT / "var" / "actions.log").open("w")
    port = os.environ.get("ACTIONS_PORT", "5055")
    actions = subprocess.Popen(
        [RASA, "run", "actions", "--port", port], stdout=log, stderr=log, cwd=ROOT
    )
    print("Loading the bot (about 15 seconds). Write /stop to leave.", flush=True)
    try:
        return subprocess.call([RASA, "shell"], cwd=ROOT)
    finally:
        actions.terminate()
        actions.wait()


if __name__ == "__main__":
    sys.exit(main())
