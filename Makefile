# Everything a contributor types. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

BIN := .venv/bin
ARGS ?=
# Whether pip itself has a newer release is no news of this project's.
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help env demo test check fix serve bench gallery journeys samples docs attack constants lock

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' \
		| while IFS=$$'\t' read -r name does; do printf '  make %-10s %s\n' "$$name" "$$does"; done

env: .venv/.installed ## .venv from the locked requirements (all the other targets make it first)

.venv/.locked: requirements.txt
	@command -v python3 >/dev/null || { echo "Python 3.11 or later is needed."; exit 1; }
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or later is needed; this is $$(python3 -V)."; exit 1; }
	@test -x $(BIN)/pip || python3 -m venv .venv
	@echo "Building the environment from requirements.txt; this takes a minute or two, once."
	@$(BIN)/python -m pip install --quiet --no-deps --require-hashes -r requirements.txt
	@touch $@

.venv/.installed: pyproject.toml .venv/.locked
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: env ## a local Slack, the real app and a team with history, at one loopback address
	$(BIN)/bearings demo $(ARGS)

# Kept compiled, whatever the environment says: most processes that a test starts do little else.
test: export PYTHONDONTWRITEBYTECODE :=
test: env ## every test (ARGS="tests/analytics -m 'not slow'" for a part)
	$(BIN)/python -m pytest -n 3 --dist worksteal $(ARGS)

check: env ## format, lint, types, import contracts, dead and undeclared dependencies
	@failed=0; \
	for each in "ruff format --check ." "ruff check ." mypy lint-imports "deptry analytics slackapp"; do \
		echo "== $$each"; $(BIN)/$$each || failed=1; \
	done; \
	exit $$failed

fix: env ## what ruff can repair by itself
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

serve: env ## the app (settings from the environment or .env)
	$(BIN)/bearings serve $(ARGS)

bench: env ## every benchmark, with the figures it prints
	@for script in $(filter-out benchmarks/constants.py,$(wildcard benchmarks/*.py)); do \
		echo "== $$script"; $(BIN)/python "$$script" $(ARGS); \
	done

gallery: env ## the reports of designed teams, as pages and pictures
	$(BIN)/python docs/gallery.py $(ARGS)
	$(BIN)/python docs/walk.py

journeys: env ## six journeys in a real browser, with the pictures of docs/tutorials/journeys.md
	UPDATE_IMAGES=1 $(BIN)/python -m pytest -q tests/e2e/test_journeys.py $(ARGS)

samples: env ## the made-up reports shown to teams that have none yet
	$(BIN)/python docs/samples.py

docs: env ## the parts of the reference that come from the code
	$(BIN)/python docs/generate.py

attack: env ## attack made-up teams and write both pages of measured privacy (hours; resumes)
	$(BIN)/python -m tests.privacy.attack $(ARGS)

constants: env ## the compiled tables of analytics, made again from their model
	$(BIN)/python benchmarks/constants.py $(ARGS)

COMPILE := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

lock: | $(BIN)/uv ## the three requirements files again (ARGS=--upgrade takes the newest versions)
	$(COMPILE) pyproject.toml --extra dev --output-file requirements.txt $(ARGS)
	$(COMPILE) pyproject.toml --output-file requirements-prod.txt \
		--constraints requirements.txt $(ARGS)
	echo hatchling | $(COMPILE) - --output-file requirements-build.txt --constraints requirements.txt

$(BIN)/uv:
	test -x $(BIN)/pip || python3 -m venv .venv
	$(BIN)/python -m pip install --quiet uv
