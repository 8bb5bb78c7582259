#!/bin/sh
# Trains when something that the model depends on has changed since the last time.
set -eu
stamp=models/.trained
wanted=$(cat config.yml domain.yml data/rules.yml data/responses.yml data/catalog.yml requirements.lock data/nlu/*.yml $(find data/stories -name "*.yml" | sort) acolwhats/nlu/*.py | cksum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && ls models/*.tar.gz >/dev/null 2>&1; then
    exit 0
fi
echo "==> Model: training, one to two minutes"
mkdir -p var models
if ! .venv/bin/rasa train --out models > var/train.log 2>&1; then
    grep -aE 'Error|Exception' var/train.log | tail -n 3 >&2
    echo "acolwhats: training failed; the whole story is in var/train.log" >&2
    exit 1
fi
# Only the newest models are kept.
ls -t models/*.tar.gz | tail -n +4 | while read -r old; do rm -f "$old"; done
echo "$wanted" > "$stamp"
echo "==> Model ready: $(ls -t models/*.tar.gz | head -n 1)"
