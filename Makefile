PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: check format lint types imports content evaluate test bench install clean

install: $(BIN)/ieum

$(BIN)/ieum: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --editable '.[test]'
	touch $@

check: lint types imports content evaluate test  ## everything CI checks

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: install
	$(BIN)/mypy

imports: install
	$(BIN)/lint-imports

content: install
	$(BIN)/ieum check sejong-sodam
	$(BIN)/ieum check seoul-seongdong

evaluate: install
	$(BIN)/ieum evaluate --half test

test: install
	$(BIN)/pytest

bench: install
	$(BIN)/python -m tests.bench

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
