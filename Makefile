# Two commands do everything on a fresh machine: make run, make test.
# Big files go to a cache outside the clone (PARVIS_CACHE, by default the user's cache folder).

SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
PARVIS := $(VENV)/bin/parvis
RUN_STAMP := $(VENV)/.run-installed
DEV_STAMP := $(VENV)/.dev-installed
BUILD_TOOLS := setuptools wheel scikit-build-core ninja cmake
TEST_BASES ?= particuliers

.DEFAULT_GOAL := help
.PHONY: help run test check fetch setup format lock clean system system-dev

help: ## List what make can do
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

run: setup ## Install everything, fetch the model and the pages, then serve on http://127.0.0.1:8000
	@$(PARVIS) serve

setup: $(RUN_STAMP) ## Everything that make run needs, without serving
	@$(PARVIS) setup

fetch: $(RUN_STAMP) ## Fetch the model and the pages into the cache, nothing else
	@$(PARVIS) models fetch && $(PARVIS) knowledge fetch

test: $(DEV_STAMP) system-dev ## Install everything, then check and run the whole suite
	@$(PARVIS) models fetch && $(PARVIS) knowledge fetch && $(VENV)/bin/python -m tests.browser.fetch_checker
	@$(MAKE) --no-print-directory check
	@$(VENV)/bin/pytest

check: $(DEV_STAMP) ## Format, lint, strict types, import contracts
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

format: $(DEV_STAMP) ## Put the code in its format
	@$(VENV)/bin/ruff format . && $(VENV)/bin/ruff check --fix .

lock: $(DEV_STAMP) ## Write the lock files anew from pyproject.toml
	@for kind in "" "-dev"; do \
	  $(VENV)/bin/pip-compile -q --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url \
	    --no-emit-find-links --no-emit-trusted-host --no-emit-options --no-header --no-annotate \
	    $${kind:+--extra dev} -o requirements$$kind.lock pyproject.toml || exit 1; done

clean: ## Remove what was built in this folder (the cache stays)
	rm -rf $(VENV) build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

system: ## System packages of make run: installed when root, else named
	@deploy/system-packages run

system-dev: system
	@deploy/system-packages test

$(VENV)/bin/python:
	@deploy/system-packages run
	@$(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/python -m pip install --quiet --require-hashes -r requirements-build.lock

# Compiling llama.cpp takes most of the time of the first run; pip keeps the result in its own cache.
$(RUN_STAMP): $(VENV)/bin/python requirements.lock pyproject.toml
	@echo "Installing the packages (the first time, compiling llama.cpp takes several minutes)…"
	@$(VENV)/bin/python -m pip install --quiet --require-hashes --no-build-isolation -r requirements.lock
	@$(VENV)/bin/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(DEV_STAMP): $(RUN_STAMP) requirements-dev.lock
	@$(VENV)/bin/python -m pip install --quiet --require-hashes --no-build-isolation -r requirements-dev.lock
	@touch $@
