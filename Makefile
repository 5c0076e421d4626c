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
NOTEBOOKS ?= docs/tutorials/tour.ipynb $(sort $(wildcard docs/studies/*.ipynb))

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

.PHONY: help demo dev check test test-slow test-all coverage lint format types contracts docstrings generated frozen \
	notebook notebook-results bench docs docs-links guide mutants site page page-lock test-page test-site lock locks fresh changelog dist dist-pages sbom release-check clean

help:
	@echo "make demo        the IDI 2024 and price baskets of 2025, recomputed and compared with publication"
	@echo "make dev         set up everything that work on the code needs, in $(VENV)"
	@echo "make check       before you hand in a change: lint, types, contracts, docstrings, the tests of"
	@echo "                 what differs from main (ALL=1 every quick test, BASE=... another branch)"
	@echo "make test        tests and doctests, without the slow ones, and the 25 slowest (ARGS=...)"
	@echo "make test-slow   the slow tests alone"
	@echo "make test-all    every test"
	@echo "make coverage    every test, with the lines and branches not reached"
	@echo "make lint        ruff (lint and format), codespell, plain words, what no source file may do"
	@echo "make format      let ruff put the code into its form"
	@echo "make types       mypy, strict, on src"
	@echo "make contracts   which room may import from which"
	@echo "make docstrings  numpydoc on the public names"
	@echo "make frozen      released methodologies are unchanged, and every document is sound"
	@echo "make notebook    run the notebooks in docs/: the stored results are those of today"
	@echo "make notebook-results  run them and store their results"
	@echo "make bench       benchmarks, as ratios to their floors"
	@echo "make page        the page that checks a workbook, as one file: $(PAGE) (needs node and npm)"
	@echo "make test-page   build it and try it in Chromium and Firefox"
	@echo "make test-site   read its pages back and try them in Chromium and Firefox"
	@echo "make site        the public site: $(SITE) (ICTINDEX_DATA=... for real editions)"
	@echo "make docs        the documentation as a site, checked: $(DOCS)"
	@echo "make docs-links  do links to other hosts lead somewhere? (needs the network; no part of CI)"
	@echo "make guide       the guide for focal points as PDF in six languages: dist/guide (needs Chromium)"
	@echo "make mutants     would a test notice a fault? MODULES=\"engine/ranks ...\" (needs a system with fork)"
	@echo "make page-lock   renew the locks of the page from requirements/run.txt"
	@echo "make lock        renew uv.lock and requirements/*.txt (UPGRADE=--upgrade for newer versions)"
	@echo "make locks       the lock fits pyproject.toml, and requirements/*.txt are what is in it"
	@echo "make fresh       the two commands of the README on fresh machines: every pip, later, other clocks;"
	@echo "                 then the whole README with the wheel, on each CPython of this machine"
	@echo "make changelog   the changelog as the next release would show it"
	@echo "make dist        wheel and source distribution, built twice and compared: dist/"
	@echo "                 (ADDRESS=https://HOST/OWNER/ictindex for a release)"
	@echo "make dist-pages  the page and the sample site, built twice and compared: dist/ (needs node and npm)"
	@echo "make sbom        the bills of materials of a release: dist/ictindex.cdx.json, dist/ictindex-pages.cdx.json"
	@echo "make release-check TAG=v...  version, changelog and frozen documents fit the tag"
	@echo "make clean       remove the environment, caches and builds"
	@echo "Variables: PYTHON=$(PYTHON) VENV=$(VENV) JOBS=$(JOBS)"

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

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml $(VENV)/pyvenv.cfg
	$(PIP) install $(LOCKED) --requirement requirements/dev.txt
	$(INSTALL)
	@$(CHECK)
	@echo ok > $@

$(VENV)/mutation.stamp: uv.lock $(VENV)/dev.stamp
	@$(EXPORT) --only-group mutation --output-file $(VENV)/mutation.txt >/dev/null
	$(PIP) install $(LOCKED) --requirement $(VENV)/mutation.txt
	@$(CHECK)
	@echo ok > $@

demo: $(VENV)/run.stamp
	@$(BIN)/ictindex demo

dev: $(VENV)/dev.stamp

check: $(VENV)/dev.stamp
	@$(BIN)/python .ci/check.py --jobs $(JOBS) $(if $(ALL),--all) $(if $(BASE),--base $(BASE)) $(if $(LIST),--list) $(ARGS)

# A worker begins with half of the tests, in the order of their files, and helps when it is done:
# fixtures of a file are made once, and no worker waits for a long test at the end.
TEST = $(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal

test: $(VENV)/dev.stamp
	$(TEST) -m "not slow and not browser and not lint" --durations=25 $(ARGS)

# Only the files that contain the word are collected.
test-slow: $(VENV)/dev.stamp
	$(TEST) -m "slow and not browser" --durations=25 $(ARGS) $$(grep -rlw slow --include='test_*.py' tests)

test-all: $(VENV)/dev.stamp
	$(TEST) $(ARGS)

coverage: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -q -n $(JOBS) --cov --cov-report=term-missing $(ARGS)

lint: $(VENV)/dev.stamp
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/codespell
	$(BIN)/codespell -D tools/words/plain-words.txt $$(cat tools/words/paths.txt)
	$(BIN)/python -m pytest -q -m lint $$(grep -rlw mark.lint --include='test_*.py' tests)

format: $(VENV)/dev.stamp
	$(BIN)/python -m ruff check --fix-only .
	$(BIN)/python -m ruff format .

types: $(VENV)/dev.stamp
	$(BIN)/python -m mypy

contracts: $(VENV)/dev.stamp
	$(BIN)/lint-imports

docstrings: $(VENV)/dev.stamp
	$(BIN)/python .ci/check_docstrings.py

generated: $(VENV)/dev.stamp
	$(BIN)/python tools/make_stubs.py --check
	$(BIN)/python tools/make_codes_page.py --check

frozen: $(VENV)/dev.stamp
	$(BIN)/ictindex methodology check

notebook: $(VENV)/dev.stamp
	$(BIN)/python .ci/run_notebook.py $(NOTEBOOKS)

notebook-results: $(VENV)/dev.stamp
	$(BIN)/python .ci/run_notebook.py --store $(NOTEBOOKS)

bench: $(VENV)/dev.stamp
	$(BIN)/python benchmarks/run.py $(ARGS)

# The library and an interpreter in one HTML file. Its inputs are checked against their digests, and
# the same inputs give the same bytes: SHA-256 next to the file. Only npm's packages are installed.
page: $(VENV)/run.stamp
	@$(BIN)/python tools/page/build_page.py --output $(PAGE)

# Every page is read again each time: no file's age shows whether a page made from the library's own
# words has changed. Broken references are errors. Nothing is fetched.
docs: $(VENV)/dev.stamp
	@$(BIN)/python -m sphinx -q -E -n -W --keep-going -b html -d build/docs-trees docs $(DOCS)
	@ICTINDEX_DOCS=$(DOCS) $(BIN)/python -m pytest -q tests/docs/test_docs_site.py
	@echo $(DOCS)/index.html

docs-links: $(VENV)/dev.stamp
	$(BIN)/python -m sphinx -q -j $(JOBS) -b linkcheck -d build/docs-trees docs build/docs-links

# The pictures of the guide are taken again by tools/guide/take_pictures.py.
guide: $(VENV)/run.stamp
	@$(BIN)/python tools/guide/build_guide.py

# Faults are tried in build/mutants; what has not changed is not tried again there.
mutants: $(VENV)/mutation.stamp
	$(BIN)/python tools/run_mutants.py --jobs $(JOBS) $(MODULES) $(ARGS)

page-lock: $(VENV)/run.stamp
	$(BIN)/python tools/page/page_inputs.py --renew

# The sample site; with ICTINDEX_DATA, the folder of published figures, the site of three editions.
# If npm is installed, a smaller runtime of Vega draws the charts (a third less).
site: $(VENV)/dev.stamp
	@$(BIN)/python tools/site/build_runtime.py
	@$(BIN)/python tools/site/build_site.py --output $(SITE)

# The browsers of the system; an absent one is skipped, with REQUIRE_BROWSERS=1 it is an error.
test-page: $(VENV)/dev.stamp page
	@! command -v npm >/dev/null || $(BIN)/python tools/page/page_inputs.py --packages tools/browser
	ICTINDEX_PAGE=$(PAGE) $(BIN)/python -m pytest -q -n $(JOBS) -m browser tests/page $(ARGS)

test-site: $(VENV)/dev.stamp site
	@! command -v npm >/dev/null || $(BIN)/python tools/page/page_inputs.py --packages tools/browser
	ICTINDEX_SITE=$(SITE) $(TEST) -m browser tests/website $(ARGS)

# requirements/run.txt is for `make demo`, dev.txt for everything else. The oldest versions that the
# project promises to work with are resolved when CI compares the digits (`.ci/run digits`).
lock: $(VENV)/dev.stamp
	$(UV) lock $(UPGRADE)
	@$(EXPORT) --no-default-groups --group build --extra excel --output-file requirements/run.txt >/dev/null
	@$(EXPORT) --all-extras --output-file requirements/dev.txt >/dev/null

locks: $(VENV)/dev.stamp
	$(UV) lock --check
	$(BIN)/python -m pytest -q tests/unit/package/test_locks.py

# An hour or more; it sets up its own environments in a temporary folder.
fresh:
	$(PYTHON) .ci/fresh.py $(ARGS)
	$(PYTHON) .ci/readme.py

changelog: $(VENV)/dev.stamp
	$(BIN)/towncrier build --draft

dist: $(VENV)/dev.stamp
	ICTINDEX_ADDRESS="$(ADDRESS)" $(BIN)/python .ci/build_twice.py dist

dist-pages: $(VENV)/dev.stamp
	$(BIN)/python .ci/build_pages.py dist

sbom: $(VENV)/dev.stamp
	$(BIN)/python .ci/bill_of_materials.py dist/ictindex.cdx.json dist/ictindex-pages.cdx.json

release-check: $(VENV)/dev.stamp
	@$(BIN)/python .ci/check_release.py "$(TAG)"

clean:
	rm -rf tools/*/node_modules $(VENV) build dist htmlcov coverage.xml .coverage .coverage.* .hypothesis
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
