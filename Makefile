# Kompetenslyft. Two commands to begin with: `make demo` and `make test`. `make help` lists the rest.
# Nothing but Python 3.11 or newer and make is needed; the rest is put in .venv.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
	then echo $$p; break; fi; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check -qq
PORT ?= 8000
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); if [ $$n -gt 4 ]; then echo 4; else echo $$n; fi)
SETTINGS_TEST := DJANGO_SETTINGS_MODULE=kompetenslyft.project.settings_test

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo serve test check fix bench lock messages reference clean

help: ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "Python 3.11 or newer with venv is needed and was not found."; \
		echo "On Debian and Ubuntu: apt install python3 python3-venv. Or name one: make PYTHON=/path/to/python3.11"; \
		exit 1; fi
	@echo "Creating $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/base.stamp: requirements/base.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the system runs on (locked versions)"
	@$(PIP) install --require-hashes -r requirements/base.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing what the system runs on and what tests it (locked versions)"
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

setup: $(VENV)/$(if $(wildcard $(VENV)/dev.stamp),dev,base).stamp ## create .venv with the locked packages and the kompetenslyft command

setup-dev: $(VENV)/dev.stamp ## the same, and what the tests need

demo: setup ## fill a demonstration, serve it and open it (PORT=8000)
	@$(BIN)/kompetenslyft demo --port $(PORT)

serve: setup ## serve the database that DATABASE_URL names (PORT=8000)
	@$(BIN)/kompetenslyft serve --port $(PORT)

test: setup-dev ## run every test that this machine allows, and say what is missing
	@$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile $(TESTS)

check: setup-dev ## style, types, import contracts, migrations, templates, translations, lock; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --quiet --lint src/kompetenslyft
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python tools/lock.py --check
	$(SETTINGS_TEST) $(BIN)/python manage.py check --fail-level WARNING
	$(SETTINGS_TEST) $(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python -m pytest -q -p no:cacheprovider tests/architecture

fix: setup-dev ## put right what can be put right by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/python -m tools.reference

bench: setup-dev ## measure, and print each figure beside what a user would use instead
	@$(BIN)/python bench/run.py $(BENCH)

lock: setup-dev ## lock the dependencies anew after a change in pyproject.toml (UPGRADE=1 for newer versions)
	@$(PIP) install uv
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python tools/lock.py $(if $(UPGRADE),--upgrade)

messages: setup-dev ## gather the texts to translate, and compile the translations (needs gettext)
	@$(BIN)/python tools/messages.py

reference: setup-dev ## write the generated pages of docs/reference
	@$(BIN)/python -m tools.reference

clean: ## remove the environment and the caches; var/ with its database stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
