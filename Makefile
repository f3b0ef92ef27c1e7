# Sets up and runs everything on one machine. Needs python3 (3.11 or newer), pip, git and make; no more.
.DEFAULT_GOAL := help
PYTHON ?= python3
# Many tests wait for real processes: two at a time end sooner, on two cores too.
TEST_WORKERS ?= 2
export UV_NO_PROGRESS ?= 1
SETUP = $(PYTHON) tools/setup.py

.PHONY: help run test check setup lint bench chaos golden clean

help: ## Show what there is to make
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 10

run: ## Set up and run everything, play the sample calls, print the review address
	@$(SETUP) run
	@exec .venv/bin/aftercall up --demo

test: ## Set up and run every test, `make check` first
	@$(SETUP) test
	@$(MAKE) --no-print-directory lint
	@.venv/bin/python -m pytest -n $(TEST_WORKERS) --dist loadfile

check: ## Set up; lint, types, import rules, unused dependencies
	@$(SETUP) check
	@$(MAKE) --no-print-directory lint

lint:
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	.venv/bin/deptry .
	@$(SETUP) web

bench: ## Measure rate, time to draft and processor time a call
	@$(SETUP) test
	@.venv/bin/python -m tests.bench

chaos: ## Run the storms, those that take minutes too
	@$(SETUP) test
	@.venv/bin/python -m pytest tests/chaos tests/e2e/test_rolling.py tests/e2e/test_power_cut.py -m "chaos or not chaos" -v -s

clean: ## Remove what set-up and runs made, data included
	rm -rf .venv .aftercall service/web/dist service/web/node_modules .mypy_cache .ruff_cache .pytest_cache
