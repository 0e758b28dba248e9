# Touchline. `make run` opens the explorer on the demo league; `make test` runs every check.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501

.DEFAULT_GOAL := help
.PHONY: help run demo test lint format browser bench screenshots clean

help:  ## this list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

run: $(VENV)/.run  ## make the demo league if there is none, and open the explorer
	@$(BIN)/touchline demo --if-needed
	@exec $(BIN)/python -m app --port $(PORT)

demo: $(VENV)/.run  ## make the demo league, train on it and predict
	@$(BIN)/touchline demo

test: $(VENV)/.test lint browser  ## lint, unit, app and browser tests
	@$(BIN)/python -m pytest -n auto --dist loadgroup

lint: $(VENV)/.test
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(VENV)/.test  ## put the code into its format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

browser: $(VENV)/.test
	@sh tests/browser/install_chromium.sh $(BIN)

bench: $(VENV)/.run  ## the speed table
	@$(BIN)/touchline bench

screenshots: $(VENV)/.test browser  ## make the pictures of the docs again
	@$(BIN)/python docs/make_screenshots.py

clean:  ## remove the environment and caches, never the workspace
	rm -rf $(VENV) .pytest_cache .ruff_cache test-output build *.egg-info

$(BIN)/python:
	@echo "Making the virtual environment in $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "Touchline needs Python 3.11 or newer: make PYTHON=python3.12 ..."; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
	  echo "Python's venv module is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/.run: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Touchline needs (PyTorch is the large one) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -e .
	@$(BIN)/python -m core.warm
	@touch $@

$(VENV)/.test: requirements-dev.txt $(VENV)/.run
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
