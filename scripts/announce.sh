#!/bin/sh
# Says where to write to the bot, once everything listens. Stops by itself after two minutes.
answers() { .venv/bin/python -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=2)' "$1" 2>/dev/null; }
for _ in $(seq 1 60); do
    if answers "http://127.0.0.1:$BOT_PORT/webhooks/whatsapp/" && answers "http://127.0.0.1:$ACTIONS_PORT/health" &&
        answers "http://127.0.0.1:$PANEL_PORT/health"; then
        echo
        echo "  Acolwhats is running. Ctrl-C stops it."
        if [ "$ACOLWHATS_ENV" = production ]; then
            echo "    WhatsApp              http://127.0.0.1:$BOT_PORT/webhooks/whatsapp/   behind the TLS proxy at PUBLIC_URL"
            echo "    panel                 http://127.0.0.1:$PANEL_PORT/panel   behind the TLS proxy"
        else
            echo "    WhatsApp, simulated   http://127.0.0.1:$PANEL_PORT/simulador/   open it in a browser and write"
            echo "    panel                 http://127.0.0.1:$PANEL_PORT/panel   accounts to try are on its login page"
            echo "    bot                   http://127.0.0.1:$BOT_PORT/webhooks/rest/webhook   POST {\"sender\": \"yo\", \"message\": \"hola\"}"
            echo "    action server         http://127.0.0.1:$ACTIONS_PORT/webhook"
            echo "    terminal              make chat"
            echo "    denuncias             .venv/bin/acolwhats denuncias list -o 'demo contraloria'   (“frase de demostración local” opens them)"
        fi
        echo
        exit 0
    fi
    sleep 2
done
echo "acolwhats: bot, action server or panel did not answer within two minutes; look at the lines above" >&2
