# Everything here does its own set-up: no activated shell, no key, no network but the
# package registry on the first run.
.PHONY: demo test test-editors check bench dist lock clean
.DEFAULT_GOAL := demo

PYTHON := .venv/bin/python

demo: .venv/.ready  ## The examples with their counts and budget verdicts, offline.
	@.venv/bin/promptally check tests/examples || test $$? -eq 1
	@echo
	@.venv/bin/promptally show tests/examples/prompts/triage.prompt.md

test: .venv/.ready  ## All tests.
	@$(PYTHON) -m pytest -q -n auto tests

test-editors: .venv/.ready  ## Only those in real editors; they are part of `test`, too.
	@$(PYTHON) -m pytest -q -n 2 tests/editors

check: .venv/.ready  ## What a change must pass: lint, types, tests.
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@$(MAKE) --no-print-directory test

bench: .venv/.ready .cache/bench-venv/.ready .cache/bench-npm/.ready  ## Speed and accuracy beside the peers, in one run.
	@.cache/bench-venv/bin/python -m tests.benchmarks $(BENCH)

dist: .venv/.ready  ## The wheel and the VS Code extension, in dist/; needs npm.
	@$(PYTHON) -m hatchling build -t wheel -d dist >/dev/null
	@editors/vscode/build "$(CURDIR)/dist"
	@ls -l dist

lock:  ## Renew requirements.txt from pyproject.toml; needs uv.
	@.ci/lock --upgrade

clean:
	rm -rf .venv .cache

.venv/.ready: requirements.txt pyproject.toml .ci/setup .ci/find-python
	@.ci/setup

# The peers of the benchmarks see our own packages, but ours do not see the peers.
.cache/bench-venv/.ready: tests/benchmarks/requirements.txt .venv/.ready
	@echo "Setting up the benchmarks' peers (once) ..." >&2
	@$(PYTHON) -m venv --clear .cache/bench-venv
	@.cache/bench-venv/bin/python -m pip --disable-pip-version-check install --quiet \
		--no-deps --require-hashes -r tests/benchmarks/requirements.txt
	@$(PYTHON) -c 'import sysconfig as s; print("import site; site.addsitedir(%r)" % s.get_path("purelib"))' \
		> "$$(.cache/bench-venv/bin/python -c 'import sysconfig as s; print(s.get_path("purelib"))')/promptally.pth"
	@touch $@

# Without npm its rows are left out.
.cache/bench-npm/.ready: tests/benchmarks/npm/package-lock.json
	@mkdir -p $(@D)
	@cp tests/benchmarks/npm/package.json tests/benchmarks/npm/package-lock.json tests/benchmarks/npm/.npmrc $(@D)
	@if command -v npm >/dev/null 2>&1; then npm ci --prefix $(@D) --ignore-scripts --no-fund --no-audit --loglevel=error >/dev/null; fi
	@touch $@
