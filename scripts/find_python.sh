#!/bin/sh
# Prints the path of a Python 3.10: $PYTHON, python3.10, pyenv, uv, python3, in this order.
# Rasa 3.6 refuses 3.11 and later.
is_310() {
    [ -n "$1" ] && "$1" -c 'import sys, venv; sys.exit(sys.version_info[:2] != (3, 10))' >/dev/null 2>&1
}
pyenv_root=$(pyenv root 2>/dev/null || echo "$HOME/.pyenv")
for candidate in "${PYTHON:-}" python3.10 "$pyenv_root"/versions/3.10*/bin/python3.10 \
    "$(uv python find 3.10 2>/dev/null)" python3 python; do
    if is_310 "$candidate"; then
        "$candidate" -c 'import sys; print(sys.executable)'
        exit 0
    fi
done
echo "acolwhats: Python 3.10 was not found. Install it (Debian/Ubuntu: apt install python3.10 python3.10-venv; anywhere: pyenv install 3.10, or uv python install 3.10) or name it: make PYTHON=/path/to/python3.10" >&2
exit 1
