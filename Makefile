# Two commands do everything: `make audit` and `make test`. Both set up what they need.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help audit test lint unit slow format golden validation generated attacks lock benchmark clean

help: ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:[^#]*## /\t/' | expand -t 12

audit: $(STAMP) ## check this project's documentation against its own programs and build the site
	$(BIN)/doccheck check
	$(BIN)/doccheck inventory --check
	$(BIN)/doccheck run --fail-under 100
	$(BIN)/doccheck report --check
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet
	@echo "audit passed: the site is in ./site"

test: lint unit ## everything that CI runs: lint, types, import contracts, tests

lint: $(STAMP) ## ruff, mypy, import-linter, generated files up to date
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python scripts/generate.py --check

unit: $(STAMP) ## the tests, without the slow ones
	$(BIN)/python -m pytest -n auto -q -m "not slow"

slow: $(STAMP) ## every test, the slow ones included
	$(BIN)/python -m pytest -n auto -q

format: $(STAMP) ## rewrite the code in the project's style
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

golden: $(STAMP) ## rewrite the expected results of the rule tests and of the pages
	DOCCHECK_UPDATE_MDTEST=1 $(BIN)/python -m pytest -q tests/mdtest
	DOCCHECK_UPDATE_GOLDEN=1 $(BIN)/python -m pytest -q tests/unit/validation/test_pages.py

validation: $(STAMP) ## run the validation commands that work offline, and render their results
	$(BIN)/python scripts/validate.py

generated: $(STAMP) ## rewrite the generated pages and schemas
	$(BIN)/python scripts/generate.py

attacks: $(STAMP) ## attack the sandbox and write the page on what is contained; best as root
	$(BIN)/python -m benchmarks.attacks --write

benchmark: $(STAMP) ## measure speed; prints ratios
	$(BIN)/python -m benchmarks

lock: ## resolve the dependencies anew and write constraints.txt
	$(PYTHON) scripts/lock.py

clean: ## remove the environment and everything built
	rm -rf $(VENV) build dist site .doccheck_cache .mypy_cache .pytest_cache .ruff_cache

# Debian ships venv without ensurepip: the environment is made without pip, and the pip that
# runs this installs one into it.
$(STAMP): pyproject.toml rustybt_ops/pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.12 audit" >&2; exit 2; }
	@$(PYTHON) -m pip --version >/dev/null 2>&1 || \
	  { echo "pip is needed: apt-get install python3-pip" >&2; exit 2; }
	$(PYTHON) -m venv --without-pip $(VENV)
	$(PYTHON) -m pip --disable-pip-version-check --quiet --python $(BIN)/python install -c constraints.txt pip
	$(PIP) install -c constraints.txt --editable '.[mkdocs]' --editable './rustybt_ops[all]' --group dev
	@touch $@
