#!/bin/sh
# `rasa data validate --fail-on-warnings`, showing what it says only when it fails.
mkdir -p var
if ! .venv/bin/rasa data validate --fail-on-warnings > var/validate.log 2>&1; then
    cat var/validate.log >&2
    exit 1
fi
echo "rasa data validate: no warnings."
