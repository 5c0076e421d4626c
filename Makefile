# Commands of the project. `make help` lists them; each sets up what it needs, once.
# Needs Python 3.11 or newer and make, nothing else. Without make: see the README.

WINDOWS = $(filter Windows_NT,$(OS))
PYTHON ?= $(if $(WINDOWS),python,python3)
VENV ?= .venv
JOBS ?= 2
PAGE ?= dist/ictindex-check.html
SITE ?= dist/site
DOCS ?= dist/docs

BIN = $(VENV)/$(if $(WINDOWS),Scripts,bin)
RUN = $(VENV)/run.stamp
DEV = $(VENV)/dev.stamp
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
# A worker begins with half of the tests, in the order of their files, and helps when it is done:
# fixtures of a file are made once, and no worker waits for a long test at the end.
TEST = $(BIN)/python -m pytest -q -n $(JOBS) --dist worksteal
# Targets side by side, where make can keep their outputs apart (GNU make 4).
SIDE = $(if $(filter output-sync,$(.FEATURES)),-j $(JOBS) -Otarget)

# Those that have the name of a file or folder.
.PHONY: dist docs

help: ## this list
	@$(PYTHON) -c "import re; [print(f'make {a:15}{b}') for a, b in re.findall('(?m)^([a-z-]+):.*## (.*)', open('Makefile').read())]"
	@echo "Variables: PYTHON=$(PYTHON) VENV=$(VENV) JOBS=$(JOBS) PAGE=$(PAGE) SITE=$(SITE) DOCS=$(DOCS) ARGS=$(ARGS)"

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
	@for python in $(PYTHON) $(OTHERS) ""; do $$python -c "$(TRIED)" >/dev/null 2>&1 && break; done; \
	if [ -z "$$python" ] && $(PYTHON) -c "$(NEWER)" >/dev/null 2>&1; then \
		echo "PYTHON=$(PYTHON) is newer than the versions that this release was tried with, 3.11 to 3.13. If the next steps fail, install one of these and set PYTHON, for example make demo PYTHON=python3.13"; \
		python="$(PYTHON)"; \
	elif [ -z "$$python" ]; then \
		echo "ictindex needs Python 3.11 or newer, and PYTHON=$(PYTHON) is not that: set PYTHON, for example make demo PYTHON=python3.12" >&2; \
		exit 1; \
	fi; \
	echo "$$python -m venv $(VENV)"; \
	$$python -m venv $(VENV)

$(RUN): requirements/run.txt pyproject.toml $(VENV)/pyvenv.cfg
	$(PIP) install $(LOCKED) --requirement requirements/run.txt
	$(INSTALL)
	@$(CHECK)
	@echo ok > $@

# It has all that the other has.
$(DEV): requirements/dev.txt pyproject.toml $(VENV)/pyvenv.cfg
	$(PIP) install $(LOCKED) --requirement requirements/dev.txt
	$(INSTALL)
	@$(CHECK)
	@echo ok > $(RUN)
	@echo ok > $@

$(VENV)/mutation.stamp: uv.lock $(DEV)
	@$(EXPORT) --only-group mutation --output-file $(VENV)/mutation.txt >/dev/null
	$(PIP) install $(LOCKED) --requirement $(VENV)/mutation.txt
	@$(CHECK)
	@echo ok > $@

# PySpark is published as source alone, of which pip makes a wheel once and keeps it: Python's files
# and programs of Java, nothing is compiled.
$(VENV)/spark.stamp: uv.lock $(DEV)
	@$(EXPORT) --only-group spark --output-file $(VENV)/spark.txt >/dev/null
	$(PIP) install --no-deps --require-hashes --requirement $(VENV)/spark.txt
	@$(CHECK)
	@echo ok > $@

demo: $(RUN) ## the IDI 2024 and price baskets of 2025, recomputed and compared with publication
	@$(BIN)/ictindex demo
dev: $(DEV) ## set up everything that work on the code needs
check: $(DEV) ## lint, types, contracts, tests of what differs from main (ALL=1, BASE=...)
	@$(MAKE) --no-print-directory -k $(SIDE) lint types contracts generated $(if $(ALL),test,test-changed)
test-changed: $(DEV) ## the tests of what differs from main; LIST=1 only names them
	@+$(BIN)/python .ci/check.py $(if $(BASE),--base $(BASE)) $(if $(LIST),--list)
test: $(DEV) ## tests and doctests, without the slow ones, and the 25 slowest (ARGS=...)
	$(TEST) -m "not slow and not browser and not lint" --durations=25 $(ARGS)
test-slow: $(DEV) ## the slow tests, and properties with all examples; only files with these are collected
	$(TEST) -m "(slow or hypothesis) and not browser and not long" --durations=25 $(ARGS) $$(grep -rlwE 'slow|in_turn|each_language|given' --include='test_*.py' tests)
test-long: $(DEV) ## tests that take minutes each, once a week
	ICTINDEX_PAGE=$(PAGE) $(TEST) -m long $(ARGS) $$(grep -rlwE 'mark.long|browser_name' --include='test_*.py' tests)
test-spark: $(VENV)/spark.stamp ## sums of surveys by Spark, two workers (half a gigabyte; needs Java 17)
	REQUIRE_SPARK=1 $(BIN)/python -m pytest -q -m slow -k spark tests/unit/submissions/surveys $(ARGS)
test-all: $(DEV) ## every test (after make test-spark also with Spark)
	$(TEST) $(ARGS)
coverage: $(DEV) ## every test, with the lines and branches not reached
	$(BIN)/python -m pytest -q -n $(JOBS) --cov --cov-report=term-missing $(ARGS)
lint: $(DEV) ## ruff, codespell, plain words, docstrings, workflows, what no source file may do
	$(BIN)/python -m ruff check .
	$(BIN)/python -m ruff format --check .
	$(BIN)/codespell
	$(BIN)/codespell -D tools/words/plain-words.txt $$(cat tools/words/paths.txt)
	$(BIN)/zizmor --offline --quiet --min-severity medium .github
	$(BIN)/python -m pytest -q -m lint $$(grep -rlw mark.lint --include='test_*.py' tests)
format: $(DEV) ## let ruff put the code into its form
	$(BIN)/python -m ruff check --fix-only .
	$(BIN)/python -m ruff format .
types: $(DEV) ## mypy, strict, on src
	$(BIN)/python -m mypy
program-types: $(DEV) ## pyright, strict, on the example programs (needs node and npm)
	$(BIN)/python tools/page/page_inputs.py --packages tools/types
	node tools/types/node_modules/pyright/index.js -p tools/types --pythonpath $(BIN)/python
test-programs: $(DEV) ## the example programs (REQUIRE_R=1: also in R)
	$(TEST) tests/docs/test_examples.py $(ARGS)
contracts: $(DEV) ## which room may import from which
	$(BIN)/lint-imports
generated: $(DEV) ## stubs, the page of codes and the schemas are those of today
	$(BIN)/python tools/make_stubs.py --check
	$(BIN)/python tools/make_codes_page.py --check
	$(BIN)/python tools/make_exchange_versions.py --check
	$(BIN)/python tools/make_schemas.py --check
frozen: $(DEV) ## released methodologies are unchanged, and every document is sound
	$(BIN)/ictindex methodology check
notebook: $(DEV) ## results in the notebooks are those of today (STORE_RESULTS=1: store them)
	$(TEST) tests/docs/test_notebooks.py
bench: $(DEV) ## benchmarks, as ratios to their floors
	$(BIN)/python benchmarks/run.py $(ARGS)
docs: $(DEV) ## the documentation as a site, checked; nothing is fetched (DOCS=...)
	@$(BIN)/python -m sphinx -q -E -n -W --keep-going -b html -d build/docs-trees docs $(DOCS)
	@ICTINDEX_DOCS=$(DOCS) $(BIN)/python -m pytest -q tests/docs/test_docs_site.py
	@echo $(DOCS)/index.html
docs-links: $(DEV) ## do links to other hosts lead somewhere? (needs the network; no part of CI)
	$(BIN)/python -m sphinx -q -j $(JOBS) -b linkcheck -d build/docs-trees docs build/docs-links
guide: $(RUN) ## the guide for focal points as PDF in six languages: dist/guide (needs Chromium)
	@$(BIN)/python tools/guide/build_guide.py
mutants: $(VENV)/mutation.stamp ## would a test notice a fault? MODULES="engine/ranks ..." (needs fork)
	$(BIN)/python tools/run_mutants.py --jobs $(JOBS) $(MODULES) $(ARGS)
page: $(RUN) ## the page that checks a workbook, as one file (PAGE=...; needs node and npm)
	@$(BIN)/python tools/page/build_page.py --output $(PAGE)
page-lock: $(RUN) ## renew the locks of the page from requirements/run.txt
	$(BIN)/python tools/page/page_inputs.py --renew
site: $(DEV) ## the public site (SITE=..., ICTINDEX_DATA=... for real editions; smaller with npm)
	@$(BIN)/python tools/site/build_runtime.py
	@$(BIN)/python tools/site/build_site.py --output $(SITE)
test-page: $(DEV) page ## build it and try it in the browsers of the system (REQUIRE_BROWSERS=1: in both)
	@! command -v npm >/dev/null || $(BIN)/python tools/page/page_inputs.py --packages tools/browser
	ICTINDEX_PAGE=$(PAGE) $(BIN)/python -m pytest -q -n $(JOBS) -m "browser and not long" tests/page $(ARGS)
test-site: $(DEV) site ## read the pages of the site back and try them in the browsers
	@! command -v npm >/dev/null || $(BIN)/python tools/page/page_inputs.py --packages tools/browser
	ICTINDEX_SITE=$(SITE) $(TEST) -m "browser and not long" tests/website $(ARGS)
lock: $(DEV) ## renew uv.lock and from it requirements/*.txt (UPGRADE=--upgrade: newer versions)
	$(UV) lock $(UPGRADE)
	@$(EXPORT) --no-default-groups --group build --extra excel --output-file requirements/run.txt >/dev/null
	@$(EXPORT) --all-extras --output-file requirements/dev.txt >/dev/null
locks: $(DEV) ## the lock fits pyproject.toml, and requirements/*.txt are what is in it
	$(UV) lock --check
	$(BIN)/python -m pytest -q tests/unit/package/test_locks.py
fresh: ## later clocks, newest releases, every interpreter, long tests, Spark (an hour or more)
	bash .ci/run clocks newest interpreters long spark
changelog: $(DEV) ## the changelog as the next release would show it
	$(BIN)/towncrier build --draft
dist: $(DEV) ## wheel and source distribution, built twice: dist/ (ADDRESS=https://... of a release)
	ICTINDEX_ADDRESS="$(ADDRESS)" $(BIN)/python .ci/build_twice.py dist
dist-pages: $(DEV) ## the page and the sample site, built twice: dist/ (needs node and npm)
	$(BIN)/python .ci/build_twice.py dist --pages
sbom: $(DEV) ## bills of materials of the library, and of page and site: dist/*.cdx.json
	$(BIN)/python .ci/bill_of_materials.py dist/ictindex.cdx.json dist/ictindex-pages.cdx.json
release-check: $(DEV) ## version, changelog and frozen documents fit TAG=v...
	@$(BIN)/python .ci/check_release.py "$(TAG)"
clean: ## remove the environment, caches and builds
	rm -rf tools/*/node_modules $(VENV) build dist htmlcov coverage.xml .coverage .coverage.* .hypothesis
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +
