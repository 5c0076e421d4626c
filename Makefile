# Commands of the project. `make help` lists them; each sets up what it needs, once.
# Needs Python 3.11 or newer and make, nothing else. Without make: see the README.

ifeq ($(OS),Windows_NT)
PYTHON ?= python
BIN = $(VENV)/Scripts
else
PYTHON ?= python3
BIN = $(VENV)/bin
endif
VENV ?= .venv
JOBS ?= 2
PAGE ?= dist/ictindex-check.html
SITE ?= dist/site
DOCS ?= dist/docs
ARGS ?=

PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet
# A lock is complete: pip takes the packages that it names, by their hashes; it looks for no other
# package and compiles nothing. `pip check` afterwards confirms it for the installed packages.
LOCKED = --no-deps --require-hashes --only-binary :all:
INSTALL = $(PIP) install --no-build-isolation --no-deps --editable .
CHECK = $(BIN)/python -m pip check || \
	{ echo "The environment $(VENV) does not fit together. make clean removes it; the next make sets it up again." >&2; exit 1; }
UV = $(BIN)/python -m uv --quiet
# uv.lock has every package for all systems. What pip installs is written from it.
EXPORT = $(UV) export --frozen --no-emit-project
# Targets side by side, where make can keep their outputs apart (GNU make 4).
SIDE = $(if $(filter output-sync,$(.FEATURES)),-j $(JOBS) -Otarget)

.PHONY: help demo dev check test test-changed test-slow test-all coverage lint format types contracts \
	generated frozen notebook bench docs docs-links guide mutants page \
	page-lock site test-page test-site lock locks fresh changelog dist dist-pages sbom release-check \
	clean

help:
	@$(PYTHON) -c "import re; print(*re.findall('(?m)^## (.*)', open('Makefile').read()), sep='\n')"
	@echo "Variables: PYTHON=$(PYTHON) VENV=$(VENV) JOBS=$(JOBS) PAGE=$(PAGE) SITE=$(SITE) DOCS=$(DOCS)"

# The unfinished file of a failed recipe is removed: the next make begins again.
.DELETE_ON_ERROR:

# Stamps: set-up runs again only when a lock or pyproject.toml is newer. Both files are written from
# one lock, so one environment serves for both.
#
# The locks were tried on CPython 3.11 to 3.13. If python3 is older or newer, one of these is looked
# for; if there is none, a newer one is taken, with a message. PYTHON=... always decides.
TRIED = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
NEWER = import sys; sys.exit(sys.version_info < (3, 14))
OTHERS = $(if $(filter file,$(origin PYTHON)),python3.13 python3.12 python3.11)

$(VENV)/pyvenv.cfg:
	@python=; \
	if $(PYTHON) -c "$(TRIED)" >/dev/null 2>&1; then python="$(PYTHON)"; fi; \
	for other in $(OTHERS); do \
		if [ -z "$$python" ] && $$other -c "$(TRIED)" >/dev/null 2>&1; then python=$$other; fi; \
	done; \
	if [ -z "$$python" ] && $(PYTHON) -c "$(NEWER)" >/dev/null 2>&1; then \
		echo "PYTHON=$(PYTHON) is newer than the versions that this release was tried with, 3.11 to 3.13. If the next steps fail, install one of these and set PYTHON, for example make demo PYTHON=python3.13"; \
		python="$(PYTHON)"; \
	fi; \
	if [ -z "$$python" ]; then \
		echo "ictindex needs Python 3.11 or newer, and PYTHON=$(PYTHON) is not that: set PYTHON, for example make demo PYTHON=python3.12" >&2; \
		exit 1; \
	fi; \
	echo "$$python -m venv $(VENV)"; \
	$$python -m venv $(VENV)

$(VENV)/run.stamp: requirements/run.txt pyproject.toml $(VENV)/pyvenv.cfg
	$(PIP) install $(LOCKED) --requirement requirements/run.txt
	$(INSTALL)
	@$(CHECK)
	@echo ok > $@

# It has all that the other has.
$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml $(VENV)/pyvenv.cfg
	$(PIP) install $(LOCKED) --requirement requirements/dev.txt
	$(INSTALL)
	@$(CHECK)
	@echo ok > $(VENV)/run.stamp
	@echo ok > $@

$(VENV)/mutation.stamp: uv.lock $(VENV)/dev.stamp
	@$(EXPORT) --only-group mutation --output-file $(VENV)/mutation.txt >/dev/null
	$(PIP) install $(LOCKED) --requirement $(VENV)/mutation.txt
	@$(CHECK)
	@echo ok > $@

## make demo        the IDI 2024 and price baskets of 2025, recomputed and compared with publication
demo: $(VENV)/run.stamp
	@$(BIN)/ictindex demo
## make dev         set up everything that work on the code needs
dev: $(VENV)/dev.stamp
## make check       before you hand in a change: lint, types, contracts and the tests of what differs
##                  from main; all run, also after a fault (ALL=1 every quick test, BASE=... a branch)
check: $(VENV)/dev.stamp
	@$(MAKE) --no-print-directory -k $(SIDE) lint types contracts generated $(if $(ALL),test,test-changed)
## make test-changed  the tests alone; LIST=1 only names them
test-changed: $(VENV)/dev.stamp
	@+$(BIN)/python .ci/check.py $(if $(BASE),--base $(BASE)) $(if $(LIST),--list)

# A worker begins with half of the tests, in the order of their files, and helps when it is done:
# fixtures of a file are made once, and no worker waits for a long test at the end.
TEST = $(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal

## make test        tests and doctests, without the slow ones, and the 25 slowest (ARGS=...)
test: $(VENV)/dev.stamp
	$(TEST) -m "not slow and not browser and not lint" --durations=25 $(ARGS)
## make test-slow   the slow tests alone; only the files that contain the word are collected
test-slow: $(VENV)/dev.stamp
	$(TEST) -m "slow and not browser" --durations=25 $(ARGS) $$(grep -rlw slow --include='test_*.py' tests)
## make test-all    every test
test-all: $(VENV)/dev.stamp
	$(TEST) $(ARGS)
## make coverage    every test, with the lines and branches not reached
coverage: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -q -n $(JOBS) --cov --cov-report=term-missing $(ARGS)
## make lint        ruff (lint and format), codespell, plain words, docstrings, workflows (zizmor), what
##                  no source file may do
lint: $(VENV)/dev.stamp
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/codespell
	$(BIN)/codespell -D tools/words/plain-words.txt $$(cat tools/words/paths.txt)
	$(BIN)/zizmor --offline --quiet --min-severity medium .github
	$(BIN)/python -m pytest -q -m lint $$(grep -rlw mark.lint --include='test_*.py' tests)
## make format      let ruff put the code into its form
format: $(VENV)/dev.stamp
	$(BIN)/python -m ruff check --fix-only .
	$(BIN)/python -m ruff format .
## make types       mypy, strict, on src
types: $(VENV)/dev.stamp
	$(BIN)/python -m mypy
## make contracts   which room may import from which
contracts: $(VENV)/dev.stamp
	$(BIN)/lint-imports
## make generated   stubs and the page of codes are those of today
generated: $(VENV)/dev.stamp
	$(BIN)/python tools/make_stubs.py --check
	$(BIN)/python tools/make_codes_page.py --check
## make frozen      released methodologies are unchanged, and every document is sound
frozen: $(VENV)/dev.stamp
	$(BIN)/ictindex methodology check
## make notebook    the slow test of the notebooks in docs/ alone: the stored results are those of
##                  today (STORE_RESULTS=1 stores them)
notebook: $(VENV)/dev.stamp
	$(TEST) tests/docs/test_notebooks.py
## make bench       benchmarks, as ratios to their floors
bench: $(VENV)/dev.stamp
	$(BIN)/python benchmarks/run.py $(ARGS)
## make docs        the documentation as a site, checked; nothing is fetched (DOCS=...)
docs: $(VENV)/dev.stamp
	@$(BIN)/python -m sphinx -q -E -n -W --keep-going -b html -d build/docs-trees docs $(DOCS)
	@ICTINDEX_DOCS=$(DOCS) $(BIN)/python -m pytest -q tests/docs/test_docs_site.py
	@echo $(DOCS)/index.html
## make docs-links  do links to other hosts lead somewhere? (needs the network; no part of CI)
docs-links: $(VENV)/dev.stamp
	$(BIN)/python -m sphinx -q -j $(JOBS) -b linkcheck -d build/docs-trees docs build/docs-links
## make guide       the guide for focal points as PDF in six languages: dist/guide (needs Chromium)
guide: $(VENV)/run.stamp
	@$(BIN)/python tools/guide/build_guide.py
## make mutants     would a test notice a fault? MODULES="engine/ranks ..." (needs a system with fork)
mutants: $(VENV)/mutation.stamp
	$(BIN)/python tools/run_mutants.py --jobs $(JOBS) $(MODULES) $(ARGS)
## make page        the page that checks a workbook, as one file (PAGE=...; needs node and npm); its
##                  inputs are checked against their digests, and the same inputs give the same bytes
page: $(VENV)/run.stamp
	@$(BIN)/python tools/page/build_page.py --output $(PAGE)
## make page-lock   renew the locks of the page from requirements/run.txt
page-lock: $(VENV)/run.stamp
	$(BIN)/python tools/page/page_inputs.py --renew
## make site        the public site (SITE=..., ICTINDEX_DATA=... for real editions); if npm is
##                  installed, a smaller runtime of Vega draws the charts (a third less)
site: $(VENV)/dev.stamp
	@$(BIN)/python tools/site/build_runtime.py
	@$(BIN)/python tools/site/build_site.py --output $(SITE)
## make test-page   build it and try it in the browsers of the system (REQUIRE_BROWSERS=1: in both)
test-page: $(VENV)/dev.stamp page
	@! command -v npm >/dev/null || $(BIN)/python tools/page/page_inputs.py --packages tools/browser
	ICTINDEX_PAGE=$(PAGE) $(BIN)/python -m pytest -q -n $(JOBS) -m browser tests/page $(ARGS)
## make test-site   read the pages of the site back and try them in the browsers
test-site: $(VENV)/dev.stamp site
	@! command -v npm >/dev/null || $(BIN)/python tools/page/page_inputs.py --packages tools/browser
	ICTINDEX_SITE=$(SITE) $(TEST) -m browser tests/website $(ARGS)
## make lock        renew uv.lock and from it requirements/*.txt (UPGRADE=--upgrade: newer versions):
##                  run.txt is for `make demo`, dev.txt for everything else
lock: $(VENV)/dev.stamp
	$(UV) lock $(UPGRADE)
	@$(EXPORT) --no-default-groups --group build --extra excel --output-file requirements/run.txt >/dev/null
	@$(EXPORT) --all-extras --output-file requirements/dev.txt >/dev/null
## make locks       the lock fits pyproject.toml, and requirements/*.txt are what is in it
locks: $(VENV)/dev.stamp
	$(UV) lock --check
	$(BIN)/python -m pytest -q tests/unit/package/test_locks.py
## make fresh       what can break without a change of ours: clocks of later years, newest releases,
##                  every interpreter (an hour or more, in a temporary folder)
fresh:
	bash .ci/run clocks newest interpreters
## make changelog   the changelog as the next release would show it
changelog: $(VENV)/dev.stamp
	$(BIN)/towncrier build --draft
## make dist        wheel and source distribution, built twice and compared: dist/
##                  (ADDRESS=https://HOST/OWNER/ictindex for a release)
dist: $(VENV)/dev.stamp
	ICTINDEX_ADDRESS="$(ADDRESS)" $(BIN)/python .ci/build_twice.py dist
## make dist-pages  the page and the sample site, built twice and compared: dist/ (needs node and npm)
dist-pages: $(VENV)/dev.stamp
	$(BIN)/python .ci/build_twice.py dist --pages
## make sbom        bills of materials of the library, and of page and site: dist/*.cdx.json
sbom: $(VENV)/dev.stamp
	$(BIN)/python .ci/bill_of_materials.py dist/ictindex.cdx.json dist/ictindex-pages.cdx.json
## make release-check TAG=v...  version, changelog and frozen documents fit the tag
release-check: $(VENV)/dev.stamp
	@$(BIN)/python .ci/check_release.py "$(TAG)"
## make clean       remove the environment, caches and builds
clean:
	rm -rf tools/*/node_modules $(VENV) build dist htmlcov coverage.xml .coverage .coverage.* .hypothesis
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
