# make demo and make test need nothing but Python 3.11 or later, make, and the package index.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO := demo
GOVSTATS := $(BIN)/govstats
WORKERS ?= auto
BASE := HEAD
REPORTS :=

.PHONY: help demo test lint format codebook schema bench accuracy gains hostile bench-ingest bench-query crash crowd clean

help:
	@echo "make demo      set up, ingest the fixtures, query them, write a comparison table to $(DEMO)/compare.csv"
	@echo "make test      set up, run every test"
	@echo "make lint      ruff, mypy --strict, import contract"
	@echo "make format    format the code"
	@echo "make codebook  write docs/indicators.md anew from the catalogue"
	@echo "make schema    write docs/schema.md anew from the models of the store"
	@echo "make bench     measure the speed of extraction"
	@echo "make accuracy  measure what is read right in the annotated reports"
	@echo "make hostile   ingest 2,000 hostile files and see that nothing breaks"
	@echo "make bench-ingest  measure how fast reports get into a store, and in how much memory"
	@echo "make bench-query   measure how fast ten million figures answer"
	@echo "make crash     kill 200 ingests, run them again and see that nothing is lost"
	@echo "make crowd     let eight ingests and four readers use one store at once"
	@echo "make gains     list the figures gained, lost and changed since a revision: make gains BASE=main REPORTS=folder"
	@echo "make clean     remove what these commands made"

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit("govstats needs Python 3.11 or later, this is " + sys.version.split()[0] + \
	  "; name another one: make PYTHON=python3.12 ...") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	@touch $@

$(VENV)/.program: pyproject.toml $(VENV)/.made
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.development: pyproject.toml $(VENV)/.program
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

demo: $(VENV)/.program
	@rm -rf $(DEMO) && mkdir $(DEMO)
	$(GOVSTATS) ingest fixtures/reports fixtures/documents --db $(DEMO)/govstats.db
	$(GOVSTATS) query --db $(DEMO)/govstats.db --format table \
	  "select district, year, indicator, value, unit from metrics where indicator = 'mediation.success_rate' order by 1, 2"
	$(GOVSTATS) compare mediation.success_rate --years 2018-2021 --db $(DEMO)/govstats.db --format table
	$(GOVSTATS) compare mediation.success_rate reconsideration.concluded --years 2018-2021 \
	  --db $(DEMO)/govstats.db --with sources -o $(DEMO)/compare.csv
	@echo "The comparison table with its sources is in $(DEMO)/compare.csv, the database in $(DEMO)/govstats.db."

test: $(VENV)/.development
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

lint: $(VENV)/.development
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy benchmarks
	$(BIN)/lint-imports

format: $(VENV)/.development
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

codebook: $(VENV)/.program
	$(GOVSTATS) indicators book -o docs/indicators.md

schema: $(VENV)/.program
	$(GOVSTATS) db schema -o docs/schema.md

bench: $(VENV)/.development
	$(BIN)/python benchmarks/extract.py

accuracy: $(VENV)/.development
	$(BIN)/python benchmarks/accuracy.py

hostile: $(VENV)/.development
	$(BIN)/python benchmarks/hostile_files.py --count 2000

bench-ingest: $(VENV)/.development
	$(BIN)/python benchmarks/ingest.py

bench-query: $(VENV)/.development
	@mkdir -p build
	$(BIN)/python benchmarks/query.py build/big.db

crash: $(VENV)/.development
	$(BIN)/python benchmarks/crash.py --parallel 2 --server 5

crowd: $(VENV)/.development
	$(BIN)/python benchmarks/crowd.py

gains: $(VENV)/.development
	$(BIN)/python benchmarks/gains.py --base '$(BASE)' $(REPORTS)

clean:
	rm -rf $(VENV) $(DEMO) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
