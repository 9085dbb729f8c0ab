# Every target sets itself up: a fresh machine needs Python 3.11+ with venv, and make.
PYTHON ?= python3
SET ?= colab
ASSIGNMENT ?= a1_rnn
VENV := .venv
BIN := $(VENV)/bin
# Remade when the pinned requirements or a distribution's metadata change.
READY := $(VENV)/.ready-$(SET)

.PHONY: setup demo test lint coverage docs bench prove notebooks soak lock clean
.DEFAULT_GOAL := help

help: ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: $(READY) ## make .venv with pinned requirements (SET=colab or SET=latest)

$(READY): requirements/$(SET).txt pyproject.toml student/pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; $(PYTHON) is $$($(PYTHON) --version). Try make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || \
	  { echo "$(PYTHON) has no venv. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing TensorFlow, nbgrader and the rest into $(VENV): some minutes, and 2.4 GB."
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/$(SET).txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e . -e student
	$(BIN)/python -m compileall -q autograder solutions student/unrolled
	rm -f $(VENV)/.ready-*
	touch $@

demo: setup ## make a class of 24 hand-ins, good, wrong and hostile, and grade it
	$(BIN)/autograder demo

test: setup ## all tests
	$(BIN)/python -m pytest

lint: setup ## ruff, mypy, dead code, and whether source/ and release/ are current
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/vulture
	$(BIN)/autograder build --check

coverage: setup ## how much of autograder/ the tests run, inside the sandbox too (TESTS=tests/sandbox)
	$(BIN)/coverage erase
	-$(BIN)/coverage run -m pytest -p tests.coverage_inside $(TESTS)
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report

docs: setup ## a site of docs/ in build/site/; fails where a link leads nowhere
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

prove: setup ## every misconception is rejected, every variant passes
	for handout in assignments/a*_*.md; do $(BIN)/autograder prove $$(basename $$handout .md) || exit 1; done

bench: setup ## the grader against stock nbgrader and otter, the solutions against Keras and loops
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/bench.txt
	UNROLLED_BENCH_ASSIGNMENT=$(ASSIGNMENT) $(BIN)/python benchmarks/grading.py
	$(BIN)/python benchmarks/checks.py
	$(BIN)/python benchmarks/keras_cells.py
	$(BIN)/python benchmarks/beam_search.py

notebooks: setup ## the solved notebooks on a student's machine: Colab's versions, and the newest
	$(BIN)/python benchmarks/notebooks.py

soak: setup ## 40 kills of a batch, then 2500 gradings; is anything lost, or left behind? hours
	$(BIN)/python benchmarks/kill_storm.py
	$(BIN)/python benchmarks/steadiness.py
	$(BIN)/python benchmarks/steadiness.py --mix --times 2000

lock: ## pin the newest allowed versions of requirements/*.in again
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	cd requirements && for set in colab latest notebook-colab notebook-latest bench; do \
	  ../$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	    --no-emit-index-url --no-header $$set.in -o $$set.txt || exit 1; done

clean: ## remove what setup, demo and grading made here (not submitted/ or gradebook.db)
	rm -rf $(VENV) .venv-notebook-* demo-course .mypy_cache .pytest_cache .ruff_cache .coverage*
