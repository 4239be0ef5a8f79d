# Everything here does its own set-up: no activated shell, no key, no network but the
# package registry on the first run.
.PHONY: demo test check bench lock clean
.DEFAULT_GOAL := demo

PYTHON := .venv/bin/python

demo: .venv/.ready  ## The examples with their counts and budget verdicts, offline.
	@.venv/bin/promptally check tests/examples || test $$? -eq 1
	@echo
	@.venv/bin/promptally show tests/examples/support/triage.prompt.md

test: .venv/.ready  ## All tests.
	@$(PYTHON) -m pytest -q -n auto tests

check: .venv/.ready  ## What a change must pass: lint, types, tests.
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@$(MAKE) --no-print-directory test

bench: .venv/.ready  ## Speed beside the peers, in one run.
	@$(PYTHON) -m tests.benchmarks

lock:  ## Renew requirements.txt from pyproject.toml; needs uv.
	@.ci/lock --upgrade

clean:
	rm -rf .venv .cache

.venv/.ready: requirements.txt pyproject.toml .ci/setup .ci/find-python
	@.ci/setup
