# `make` alone prints what there is. Everything lives in .venv; nothing needs root or Redis.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install -q
TOPIC ?= The quiet craft of bookbinding

# Where it is set, each of the processes that tests and benchmarks start compiles us anew: 0.5 s.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install run test coverage test-wordpress test-ghost test-install faults check format lint types imports docs bench gate-report gate-model soak chaos lock clean check-install

help: ## Print the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 15

install: .venv/.installed ## Set up .venv with contenthub in it

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "ContentHub needs Python 3.11 or newer; name one: make PYTHON=python3.12 …" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || \
	  { echo "$(PYTHON) cannot make a virtual environment; on Debian: apt install python3-venv" >&2; exit 1; }

# Old pips refuse a lock file as soon as something newer than the lock is published, so the environment
# first gets the pip (and the setuptools that builds us) that the locks were tried with, by hash.
.venv/.pip: requirements-build.lock | .venv/bin/python
	$(PIP) --require-hashes -r requirements-build.lock
	@touch $@

.venv/.installed: requirements.lock pyproject.toml .venv/.pip
	$(PIP) --require-hashes -r requirements.lock
	PYTHONWARNINGS=ignore $(PIP) --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.installed
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# Without quotes, make takes the second word of a topic for a target, and only says so at the end.
ifeq ($(firstword $(MAKECMDGOALS))$(origin TOPIC),runcommand line)
ifneq ($(wordlist 2,2,$(MAKECMDGOALS)),)
$(error a topic of several words needs quotes: make run TOPIC="Green tea")
endif
endif
run: install ## Take a topic through the line to a draft: make run TOPIC="…"
	@$(BIN)/python scripts/first_article.py "$$ARTICLE_TOPIC"
# The topic as it was typed: make would expand a `$` in it, also when it hands TOPIC itself on.
unexport TOPIC
run: export ARTICLE_TOPIC := $(value TOPIC)

# In the order of tests/conftest.py: what takes long begins first.
PYTEST := $(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

test: .venv/.dev ## Run the tests; starts the servers it needs
	@rm -f .coverage .coverage.*
	@scripts/install-test-packages.sh
	$(PYTEST) --ignore tests/faults --ignore tests/install $(if $(COVERAGE),--cov --cov-report=term:skip-covered)

coverage: ## The tests, with 90 % of the code demanded of them
	@$(MAKE) --no-print-directory test COVERAGE=1

# The programs come from Debian and stay in ~/.cache/rigs (RIG_CACHE names another place).
test-wordpress: .venv/.dev ## Publish to a real WordPress; the first time takes minutes
	CONTENTHUB_TEST_WORDPRESS=1 $(BIN)/python -m pytest -n 2 --dist loadfile -k wordpress tests/contracts

test-ghost: .venv/.dev ## Publish to a real Ghost (npm); the first time takes minutes
	CONTENTHUB_TEST_GHOST=1 $(BIN)/python -m pytest -n 2 --dist loadfile -k ghost tests/contracts

faults: .venv/.dev ## Kill, freeze and starve real services and their Redis
	@scripts/install-test-packages.sh
	$(PYTEST) tests/faults

test-install: .venv/.dev ## Install on a bare Debian: root, some minutes
	@scripts/install-test-packages.sh
	$(BIN)/python -m pytest tests/install --durations=5

check: ## Format, lint, types, import rules, all tests
	@$(MAKE) --no-print-directory -j 2 -O format-check lint types imports
	@$(MAKE) --no-print-directory test
	@$(MAKE) --no-print-directory faults

.PHONY: format-check
format-check: .venv/.dev
	$(BIN)/ruff format --check .

format: .venv/.dev ## Format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix-only .

lint: .venv/.dev ## Lint (ruff)
	$(BIN)/ruff check .

types: .venv/.dev ## Check types (mypy, strict)
	$(BIN)/mypy

imports: .venv/.dev ## Check the import rules
	$(BIN)/lint-imports

docs: .venv/.dev ## Write docs/cli.md and docs/openapi.json anew
	$(BIN)/python -m tests.support.cli_reference > docs/cli.md
	$(BIN)/python -m tests.support.api_contract > docs/openapi.json

bench: .venv/.dev ## Measure, and write benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks

gate-report: .venv/.dev ## How much of good and bad texts the gate holds, by kind
	@$(BIN)/python -m benchmarks.gate_report

gate-model: .venv/.dev ## Fifty articles of a small model at its worst: what passed?
	$(BIN)/python -m benchmarks.gate_model

soak: .venv/.dev ## Run the service for 22 minutes under supervisord, kill its parts
	$(BIN)/python -m benchmarks.soak --minutes 22 --output benchmarks/SOAK.md

chaos: .venv/.dev ## Ten minutes of kills, faults and hostile articles, then a verdict
	$(BIN)/python -m benchmarks.chaos --output benchmarks/CHAOS.md

check-install: ## Set it all up anew with old and new pips and Pythons (CI does)
	scripts/check-install.sh

lock: ## Write the lock files anew (needs uv)
	printf 'pip\nsetuptools\n' | uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate - -o requirements-build.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	  -c requirements.lock --extra postgresql --group dev pyproject.toml -o requirements-dev.lock

clean: ## Remove .venv and caches
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage* build dist *.egg-info
