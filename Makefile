# Two commands do everything on a fresh machine with Python 3.11+, make and the package registries: `make demo`, `make test`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
NODE_STAMP := node_modules/.installed
SYSTEM_STAMP := $(VENV)/.system
PYTEST := $(BIN)/python -m pytest
BROWSER_TESTS = $(shell grep -rl --include='test_*.py' mark.browser tests)
PROCESS_TESTS = $(shell grep -rl --include='test_*.py' mark.processes tests)

# Tests start many processes: only the first of them compiles what it imports.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo demo-check test test-fast test-long coverage-domain check format lint types imports bench bench-engine bench-ingest bench-oversell bench-onboarding bench-economy pictures migrate lock clean help

help:  ## Say what can be made.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 16

demo: $(STAMP)  ## Run the app, a worker, the local Shopify, its storefront and the local Klaviyo.
	$(BIN)/python -m sandbox.demo

demo-check: $(STAMP)  ## Drive the main job over HTTP with separate processes, and say what was seen.
	$(BIN)/python -m sandbox.demo --check

test: $(STAMP) $(NODE_STAMP) $(SYSTEM_STAMP)  ## Everything that CI runs.
	$(MAKE) --no-print-directory -j2 types lint imports
	$(PYTEST) -n auto -m "not browser and not processes"
	$(PYTEST) -n 2 -m browser $(BROWSER_TESTS)
	$(PYTEST) -n 2 -m processes $(PROCESS_TESTS)

test-fast: $(STAMP)  ## What needs neither a browser nor processes nor PostgreSQL.
	$(PYTEST) -n auto tests/unit

test-long: $(STAMP)  ## The property tests with many examples, 500 lives of a whole shop, and every story on both databases.
	HYPOTHESIS_PROFILE=long $(PYTEST) -n auto tests/unit tests/stateful -m "not browser"
	E2E_DATABASES=both $(PYTEST) -n auto tests/e2e -m "not browser and not processes"

coverage-domain: $(STAMP)  ## Every branch of the promise engine that no test takes; there is to be none.
	$(BIN)/coverage run --source=app.domain -m pytest -q -n 0 tests/unit/domain tests/unit/engine_cli/test_simulate_command.py
	$(BIN)/coverage report --show-missing --skip-covered --fail-under=100

check: $(STAMP)  ## Before a commit: format, lint, types, imports, fast tests.
	$(MAKE) --no-print-directory format lint types imports test-fast

format: $(STAMP)
	$(BIN)/ruff format .

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djlint --check --lint templates --quiet || $(BIN)/djlint --lint templates

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

bench: bench-engine bench-ingest bench-oversell bench-onboarding bench-economy  ## Every benchmark, with its peer or floor in the same run.

bench-engine: $(STAMP)  ## The promise engine: speed beside its floors, and how often its dates hold.
	$(BIN)/python -m benchmarks.engine

bench-onboarding: $(STAMP)  ## An install of 100,000 variants and 20,000 open orders, in a living shop and with a kill.
	$(BIN)/python -m benchmarks.onboarding

bench-economy: $(STAMP)  ## What a day of inventory webhooks costs in calls and points, and how late a shopper's page is.
	$(BIN)/python -m benchmarks.economy

bench-ingest: $(STAMP)  ## The receiver against a minimal app on Shopify's own Node library.
	$(BIN)/python -m benchmarks.ingest

bench-oversell: $(STAMP)  ## Units sold beyond what is coming, with and without the limit in the cart. Needs Node.js.
	$(BIN)/python -m benchmarks.oversell

pictures: $(STAMP) $(SYSTEM_STAMP)  ## Take the pictures of docs/walk-through.md anew, from a demonstration of their own.
	$(BIN)/python docs/pictures/take.py

migrate: $(STAMP)  ## Bring the database of the environment to the newest schema.
	$(BIN)/backorder migrate

lock: $(STAMP)  ## Compile the locks anew: hashes, no addresses.
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --extra sandbox --extra dev pyproject.toml -o requirements-dev.txt

clean:  ## Remove what the other targets made.
	rm -rf $(VENV) node_modules var .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(STAMP): requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/it."; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: on Debian, apt-get install python3-venv."; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $@

$(NODE_STAMP): package-lock.json
	@command -v npm >/dev/null || { echo "npm is needed for the page and theme checks: install Node.js 20 or newer."; exit 1; }
	npm ci --silent --no-audit --no-fund
	@touch $@

$(SYSTEM_STAMP): $(STAMP)
	@sh tests/browser/install-chromium.sh
	@touch $@
