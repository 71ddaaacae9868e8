# The two commands are `make run` and `make test`. Everything is installed into .venv from files with hashes;
# which package index is asked is the machine's own setting (UV_*, pip.conf), never this repository's.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PORT ?= 8000
# Without IISG_DEMO=0 `make run` is the demonstration: sample data and accounts whose passwords are printed.
IISG_DEMO ?= 1
export PORT IISG_DEMO

BIN := .venv/bin

.PHONY: help run test proof check bench reference lock clean

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## /{printf "  make %-7s %s\n", $$1, $$2}' Makefile

run: .venv/run  ## install, start the database, load the sample, serve on PORT (8000)
	@exec $(BIN)/iisg serve --port "$(PORT)"

test: .venv/test  ## install what the tests need, a browser too, and run them all
	@bin/browser
	@unset IISG_DEMO; $(BIN)/pytest --numprocesses auto --maxprocesses 4 \
		--dist loadscope --no-loadscope-reorder $(TESTS)

proof: .venv/test  ## what takes too long for each test run, for a nightly one: files proof_*.py in tests/proof
	$(BIN)/pytest -o python_files="proof_*.py" tests/proof

check: .venv/test  ## format, lint, types, arrows between the rooms, migrations, generated pages
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	IISG_MIGRATING=1 $(BIN)/python -W ignore::RuntimeWarning -m django makemigrations --check --dry-run --settings iisg.config.settings
	$(BIN)/python docs/reference/make.py --check

bench: .venv/test  ## measure against bare polars, bare SQL and bare typst, as ratios
	$(BIN)/python -m tests.benchmarks

reference: .venv/run  ## write docs/reference/ from the code
	$(BIN)/python docs/reference/make.py

lock: .venv/uv  ## resolve the newest versions that pyproject.toml allows, with hashes
	@bin/lock

clean:  ## remove the environment and what was generated; the database in var/ stays
	rm -rf .venv build *.egg-info var/static var/static.sha256
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Stamp files: a second run installs nothing.
.venv/uv: requirements/uv.txt bin/setup
	@bin/setup python
	@touch $@

.venv/run: .venv/uv requirements/run.txt requirements/build.txt pyproject.toml
	@bin/setup run
	@touch $@

.venv/test: .venv/run requirements/test.txt
	@bin/setup test
	@touch $@
