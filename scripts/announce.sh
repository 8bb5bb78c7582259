#!/bin/sh
# Says where bot and action server listen, once both do. Stops by itself after two minutes.
answers() { .venv/bin/python -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=2)' "$1" 2>/dev/null; }
for _ in $(seq 1 60); do
    if answers "http://127.0.0.1:$BOT_PORT/webhooks/rest/" && answers "http://127.0.0.1:$ACTIONS_PORT/health"; then
        echo
        echo "  Acolwhats is running. Ctrl-C stops it."
        echo "    bot            http://127.0.0.1:$BOT_PORT/webhooks/rest/webhook   POST {\"sender\": \"yo\", \"message\": \"hola\"}"
        echo "    action server  http://127.0.0.1:$ACTIONS_PORT/webhook"
        echo "    terminal       make chat"
        echo
        exit 0
    fi
    sleep 2
done
echo "acolwhats: bot or action server did not answer within two minutes; look at the lines above" >&2
