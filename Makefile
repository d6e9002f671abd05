# The two that matter: `make run` and `make test`. Everything else is for those who change the catalogue.
PYTHON ?= python3
BIN := .venv/bin
DATA ?= data
export CATALOGUE_DATA ?= $(DATA)

.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/complete: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; this is " + sys.version.split()[0] + ". Try: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/complete-dev: .venv/complete requirements-dev.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

install: .venv/complete  ## make .venv with everything the default needs

run: install  ## harvest the bundled sample lists and serve on http://localhost:8000
	$(BIN)/python samples/render.py $(DATA)/samples
	CATALOGUE_FEEDS=$(DATA)/samples/feeds.toml $(BIN)/catalogue harvest
	CATALOGUE_FEEDS=$(DATA)/samples/feeds.toml $(BIN)/catalogue serve

test: .venv/complete-dev  ## every fast test (under ten minutes on two cores)
	$(BIN)/pytest -n 2 --dist loadfile

test-scale: .venv/complete-dev  ## the same suites on real servers: PostgreSQL, Elasticsearch, OpenSearch (JDK 21, Maven)
	$(BIN)/pytest tests/scale

check: .venv/complete-dev  ## lint, types, imports, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

.venv-outside/complete: tests/outside/requirements.lock
	$(PYTHON) -m venv .venv-outside
	.venv-outside/bin/pip install --quiet --disable-pip-version-check --require-hashes -r tests/outside/requirements.lock
	@touch $@

tests/outside/node_modules/.package-lock.json: tests/outside/package-lock.json
	cd tests/outside && npm ci --ignore-scripts --no-audit --no-fund

check-outside: .venv/complete-dev .venv-outside/complete tests/outside/node_modules/.package-lock.json  ## checkers and clients of others (Node 20 and Chromium)
	$(BIN)/pytest tests/outside/check_graphql.py
	$(BIN)/python -m tests.outside.pages

bench: .venv/complete-dev  ## the measured goals: speed and size, as ratios inside one run
	$(BIN)/python -m benchmarks

lock: .venv/complete-dev  ## renew requirements*.lock from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 pyproject.toml --extra scale -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 pyproject.toml --extra scale --group dev -c requirements.lock -o requirements-dev.lock

clean:  ## remove the environment and the local data
	rm -rf .venv $(DATA)
	rm -rf .venv-outside tests/outside/node_modules

.PHONY: help install run test test-scale check check-outside bench lock clean
