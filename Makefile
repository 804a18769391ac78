# Everything runs in .venv, which is made from pyproject.toml when it is missing or older.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What builds the site is large, and has versions of its own of what we use too.
SITE := .venv-site
# Compiled bytecode makes every start faster, whatever the shell around us says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help try test test-slow test-every slow-tests coverage test-all first-day torture check format bench pictures casts book-picture reference site dist clean

help: ## Say what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(VENV)/ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed, this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else None'
	$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable '.[encryption,sync]' --group dev
	touch $@

try: $(VENV)/ready ## Show the program with a made-up journal, in a folder of its own
	@$(BIN)/python scripts/try.py

test: $(VENV)/ready ## Run the quick tests, one or two cases of each: three minutes
	$(BIN)/python -m pytest --gate=quick --numprocesses=4 --dist=loadgroup

test-slow: $(VENV)/ready ## Run the slow tests, one or two cases of each: eight minutes
	$(BIN)/python -m pytest --gate=slow --numprocesses=4 --dist=loadgroup

test-every: $(VENV)/ready ## Run the tests with every case, and the long ones: half an hour
	$(BIN)/python -m pytest --numprocesses=4 --dist=loadgroup

slow-tests: $(VENV)/ready ## Measure the tests, and list the slow ones again: a quarter of an hour
	$(BIN)/python scripts/slow_tests.py

coverage: $(VENV)/ready ## Run the tests, and say which branches none of them takes
	$(BIN)/python -m pytest --numprocesses=3 --dist=loadgroup --cov --cov-report=term

test-all: $(VENV)/ready ## Run the tests on Python 3.11 to 3.14; one that isn't there is skipped
	$(BIN)/nox -f scripts/noxfile.py -s tests

first-day: $(VENV)/ready ## Go through a first day with it on the other Pythons, in seconds
	$(BIN)/nox -f scripts/noxfile.py -s first_day

torture: $(VENV)/ready ## Run each test many times over, then the same misfortunes beside jrnl
	TRUST_TESTS_EXEC=1 TRUST_KILLS=100 HYPOTHESIS_PROFILE=thorough $(BIN)/python -m pytest --numprocesses=2 --dist=loadgroup -m ""
	$(BIN)/python scripts/torture.py

check: $(VENV)/ready ## Format, lint, types, layers
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/ready ## Put the code into its format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(VENV)/ready ## Time it beside jrnl, in one run; ARGS=--save writes docs/performance.md
	$(BIN)/python scripts/bench.py $(ARGS)

pictures: $(VENV)/ready ## Draw the screens of the README again
	$(BIN)/python scripts/pictures.py

casts: $(VENV)/ready ## Record the moving pictures again; takes three minutes
	$(BIN)/python scripts/casts.py

book-picture: $(VENV)/ready ## Take the picture of the book again; needs chromium and poppler-utils
	$(BIN)/python scripts/book_picture.py

reference: $(VENV)/ready ## Write what is made from the program: docs, man page, JSON Schema of packs
	$(BIN)/python scripts/reference.py

$(SITE)/ready: pyproject.toml
	$(PYTHON) -m venv --clear $(SITE)
	$(SITE)/bin/python -m pip install --quiet --upgrade "pip>=25.1"
	$(SITE)/bin/python -m pip install --quiet --group site
	touch $@

site: $(SITE)/ready ## Build the documentation as pages for a browser, in build/site
	$(SITE)/bin/python scripts/build_site.py

dist: $(VENV)/ready ## Build the sdist and the wheel, and install them in empty environments
	$(BIN)/python scripts/dist.py

clean: ## Remove what was made
	rm -rf $(VENV) $(SITE) .nox .try .bench build dist .coverage .mypy_cache .ruff_cache .hypothesis
