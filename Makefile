# Everything here starts from git, make and Python 3.11 or newer; the rest is fetched on first use.
# Choose a Python with `make PYTHON=/path/to/python3.12 setup`, pass options with `make run OPTIONS="--port 9000"`.

SHELL := /bin/sh
MAKEFLAGS += --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input
PYTHON ?=
OPTIONS ?=
# So many processes run the tests; each has a Kafka and a PostgreSQL of its own.
WORKERS ?= 2

.PHONY: help setup run test check check-pages bench bench-peers chaos format lock kafka assets browser

help:
	@echo "make setup    fetch and build all that the others need (they do it themselves on first use)"
	@echo "make run      run Impulswerk with a sample city"
	@echo "make test     run all tests"
	@echo "make check    format, lint, types, import rules, generated files, translations, licences"
	@echo "make check-pages  run every bar for public pages in a real browser: BARS=axe,print, FAST=1; fetches 270 MB once"
	@echo "make bench    measure and print the figures"
	@echo "make bench-peers  the same work beside Kafka Connect with Debezium, which it fetches once"
	@echo "make chaos    run fault episodes: SEEDS=300, SEEDS=18-40, SEED=12, FRESH=1; RACES=10000, OUTAGE=30, PLANTS=1"
	@echo "make format   put the code into the house's format"
	@echo "make lock     pin all dependencies anew"

setup: .venv/.project kafka assets browser
	@echo "Everything is set up. Next: make run"

run: .venv/.project kafka assets
	@mkdir -p .impulswerk
	@exec $(BIN)/impulswerk up --sample --ready-file .impulswerk/ready.json $(OPTIONS)

test: .venv/.project kafka assets browser
	@exec $(BIN)/pytest --numprocesses $(WORKERS) --no-loadscope-reorder $(OPTIONS)

check-pages: .venv/.project kafka assets browser
	@exec $(BIN)/python -m tests.page_bars $(if $(BARS),--bars $(BARS)) $(if $(FAST),--fast) $(OPTIONS)

bench: .venv/.project kafka assets
	@exec $(BIN)/python -m tests.benchmarks $(OPTIONS)

bench-peers: .venv/.project kafka
	@exec $(BIN)/python -m tests.peers $(OPTIONS)

chaos: .venv/.project kafka assets
	@exec $(BIN)/python -m tests.chaos $(if $(SEEDS),--seeds $(SEEDS)) $(if $(SEED),--seed $(SEED)) $(if $(FRESH),--fresh) $(if $(RACES),--races $(RACES)) $(if $(OUTAGE),--outage $(OUTAGE)) $(if $(PLANTS),--plants) $(OPTIONS)

check: .venv/.project
	@echo "Format"
	@$(BIN)/ruff format --check --quiet --output-format concise .
	@echo "Lint"
	@$(BIN)/ruff check --quiet --output-format concise .
	@echo "Types"
	@$(BIN)/mypy --no-error-summary
	@echo "Import rules"
	@mkdir -p build
	@$(BIN)/lint-imports --no-logo > build/import-rules.txt || { cat build/import-rules.txt; exit 1; }
	@echo "Contracts"
	@$(BIN)/impulswerk contracts check
	@echo "Generated documents"
	@$(BIN)/python -m deploy.settings_doc --check
	@$(BIN)/python -m deploy.errors_doc --check
	@$(BIN)/python -m deploy.metrics_doc --check
	@echo "Translations"
	@$(BIN)/python -m deploy.translations --check
	@echo "Licences"
	@$(BIN)/python -m deploy.licences
	@echo "Locks"
	@! grep -nE '^--|https?://' requirements/*.txt
	@! grep -nE '"resolved"|https?://' deploy/assets/package-lock.json tests/page_bars/package-lock.json
	@echo "All checks passed."

format: .venv/.project
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format --quiet .

# The runtime pins follow the development pins, so that a city runs what the tests ran.
lock: .venv/.project
	@echo "Pinning Python packages ..."
	@$(BIN)/uv pip compile $(LOCK) --all-extras --output-file requirements/dev.txt pyproject.toml
	@$(BIN)/uv pip compile $(LOCK) --constraint requirements/dev.txt --output-file requirements/runtime.txt pyproject.toml
	@echo "Pinning npm packages ..."
	@$(BIN)/python -m deploy.assets lock
	@$(BIN)/python -m deploy.assets lock tests/page_bars

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header --upgrade

.venv/pyvenv.cfg:
	@for python in $(or $(PYTHON),python3.11 python3.12 python3.13 python3); do \
	    if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	        echo "Creating .venv with $$($$python --version) ..."; \
	        $$python -m venv .venv && exit 0; rm -rf .venv; exit 1; \
	    fi; \
	done; \
	echo "Impulswerk needs Python 3.11 or newer with its venv module (Debian: python3-venv); name one with make PYTHON=..." >&2; \
	exit 1

.venv/.requirements: requirements/dev.txt | .venv/pyvenv.cfg
	@echo "Installing the pinned Python packages, about a minute ..."
	@$(PIP) install --require-hashes --only-binary :all: --no-compile --requirement requirements/dev.txt
	@touch $@

.venv/.project: pyproject.toml .venv/.requirements
	@echo "Installing the command .venv/bin/impulswerk ..."
	@$(PIP) install --no-deps --no-index --no-build-isolation --editable .
	@touch $@

.venv/.kafka: $(wildcard deploy/local/*.lock) | .venv/.project
	@echo "Preparing Apache Kafka and PostgreSQL ..."
	@$(BIN)/impulswerk local prepare
	@touch $@

kafka: .venv/.kafka

assets: .venv/.project
	@$(BIN)/python -m deploy.assets static

browser: .venv/.project
	@$(BIN)/python -m deploy.assets browser
