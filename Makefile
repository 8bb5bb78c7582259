# The two commands: `make run` and `make test`. Each does everything that a fresh machine needs, and nothing twice.
SHELL := /bin/sh
-include .env
export BOT_PORT ?= 5005
export ACTIONS_PORT ?= 5055
export PANEL_PORT ?= 8000
export ACOLWHATS_ENV ?= development
# Given to every process; .venv has the same defaults for a plain `rasa …` (scripts/acolwhats_environment.py).
export TF_CPP_MIN_LOG_LEVEL ?= 2
export SQLALCHEMY_SILENCE_UBER_WARNING = 1
export RASA_TELEMETRY_ENABLED = false
# The action server listens on this machine only.
export SANIC_HOST ?= 127.0.0.1
BIN := .venv/bin

.PHONY: run test canaries setup environment train database browser chat check format mutation bench lock

run: setup ## Everything, then bot, action server and panel (with the simulator); Ctrl-C stops all
	@sh scripts/announce.sh &
	@exec $(BIN)/honcho start bot actions panel

setup: environment train database ## .venv, the trained model and the database; starts nothing

environment:
	@PYTHON="$(PYTHON)" sh scripts/setup_environment.sh

train: environment ## Train; skips when nothing has changed
	@sh scripts/train.sh

database: environment
	@$(BIN)/acolwhats migrate
	@[ "$$ACOLWHATS_ENV" = production ] || $(BIN)/acolwhats officers seed-demo
	@[ "$$ACOLWHATS_ENV" = production ] || $(BIN)/acolwhats staff seed-demo

browser: environment
	@sh scripts/install_browser.sh

chat: setup ## Talk to the bot in the terminal
	@$(BIN)/python scripts/chat.py

test: setup browser check ## Everything, then every test
	@$(BIN)/pytest

canaries: environment ## Fifty denuncias with a canary in every field: none may be found anywhere. Two minutes
	@$(BIN)/pytest tests/integration/denuncias/test_canaries.py tests/integration/denuncias/test_scan.py

check: environment ## Format, lint, types and data
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/acolwhats answers check
	@$(BIN)/acolwhats data check
	@sh scripts/validate_data.sh

format: environment
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

mutation: environment ## Do the tests notice small changes in the bridge? A quarter of an hour
	@$(BIN)/python scripts/mutation.py

bench: setup ## Benchmarks against a baseline bot, with a table
	@$(BIN)/python -m benchmarks $(BENCH)

lock: ## Resolve pyproject.toml anew into requirements.lock
	@$$(sh scripts/find_python.sh) -m venv .venv-lock
	@.venv-lock/bin/pip install --quiet --upgrade pip
	@.venv-lock/bin/pip install --quiet --dry-run --ignore-installed --report .venv-lock/report.json '.[dev]'
	@.venv-lock/bin/python scripts/lock.py .venv-lock/report.json > requirements.lock
	@rm -rf .venv-lock
