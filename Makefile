# From nothing but python3 (3.11 or newer, with venv) and make:
#   make run     starts the console          make test    runs the suite
# Everything is installed into .venv, from lock files whose every package is pinned by its hash.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet
# Files worked on at once by the tests, and what else pytest is told: make test ARGS="tests/core -k lease"
JOBS ?= auto
ARGS ?=

.PHONY: run test lint bench lock messages help
.DELETE_ON_ERROR:

run: $(VENV)/run.stamp ## start web, worker and nightly schedule, with demo data where there is none
	@exec $(BIN)/python manage.py serve

test: $(VENV)/test.stamp ## run the whole suite
	@exec $(BIN)/python -m pytest -n $(JOBS) --dist worksteal $(ARGS)

lint: $(VENV)/test.stamp ## style, types, arrows between the floors, missing migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(BIN)/python manage.py makemigrations --check --dry-run

bench: $(VENV)/test.stamp ## measure against the budgets: make bench ARGS="--write" BENCH_SCALE=0.1
	@exec $(BIN)/python -m bench $(ARGS)

messages: $(VENV)/test.stamp ## gather the words of the code and compile the Chinese catalogue (needs gettext)
	$(BIN)/python manage.py makemessages -l zh_Hans --no-location --no-obsolete -v0 \
	    -i '.venv*' -i 'tests/*' -i 'bench/*' -i 'var/*'
	$(BIN)/python manage.py compilemessages -l zh_Hans -v0

lock: ## for maintainers, with uv: pin every package again
	uv pip compile $(LOCK) $(UPGRADE) pyproject.toml -o requirements.txt
	uv pip compile $(LOCK) $(UPGRADE) -c requirements.txt pyproject.toml --group dev -o requirements-dev.txt

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 18

# A .venv whose Python is gone (an upgrade of the machine) is made anew.
ifneq ($(wildcard $(BIN)/python),)
ifneq ($(shell $(BIN)/python -c 'print("works")' 2>/dev/null),works)
$(shell rm -rf $(VENV))
endif
else
$(shell rm -f $(VENV)/*.stamp)
endif

$(VENV)/made.stamp:
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$$($(PYTHON) --version) is too old: Python 3.11 or newer is needed. Name one: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$$($(PYTHON) --version) has no venv. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements.txt | $(VENV)/made.stamp
	@echo "Installing what the console needs (once; half a minute) ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements-dev.txt $(VENV)/run.stamp | $(VENV)/made.stamp
	@echo "Installing what the tests need (once) ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@
