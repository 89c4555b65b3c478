# The front door. `make` alone prints what there is.
SHELL := /bin/sh
.DEFAULT_GOAL := help
PYTHON := .venv/bin/python
MEMBERS := chassis gateway infra cli sandbox services/catalog services/users services/orders services/support
PACKAGES := chassis gateway infra zoco sandbox catalog users orders support zoco_client
PYPROJECTS := $(MEMBERS:%=%/pyproject.toml)
# S names a folder with tests: a service by its name, or any path.
SUBJECT = $(if $(S),$(firstword $(wildcard services/$(S) $(S)) $(S)))

.PHONY: help
help:
	@awk 'BEGIN {FS = ":.*## "} /^##@ / {printf "\n%s\n", substr($$0, 5)} \
	  /^[a-z-]+:.*## / {printf "  make %-22s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@echo

##@ Run it
.PHONY: up down status reset
up: venv ## install what is missing, start everything, show where it is
	@.venv/bin/zoco up
down: venv ## stop everything; nothing is lost
	@.venv/bin/zoco down
status: venv ## what runs, where, and how it is
	@.venv/bin/zoco status
reset: venv ## stop everything and delete its data (asks first)
	@.venv/bin/zoco reset

##@ Change it
.PHONY: test check check-format check-lint check-types check-imports check-house check-contracts check-routes fix contracts
test: venv ## all tests, or those of one folder: make test S=orders
	@$(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(SUBJECT) $(ARGS)
check: check-format check-lint check-types check-imports check-house check-contracts check-routes ## format, lint, types, imports, house rules, contracts, routes
check-format: venv
	@$(PYTHON) -m ruff format --check .
check-lint: venv
	@$(PYTHON) -m ruff check .
check-types: venv
	@$(PYTHON) -m mypy $(PACKAGES:%=-p %) -p tools -p journeys -p attacks -p chaos -p bench
check-imports: venv
	@.venv/bin/lint-imports
check-house: venv
	@$(PYTHON) -m tools.house
check-contracts: venv
	@$(PYTHON) -m tools.contracts --check
check-routes: venv
	@$(PYTHON) -m gateway check
	@$(PYTHON) -m gateway drift contracts/openapi
fix: venv ## repair format and lint as far as a machine can
	@$(PYTHON) -m ruff check --fix --quiet . ; $(PYTHON) -m ruff format .
contracts: venv ## write contracts/ and clients/ from the code
	@$(PYTHON) -m tools.contracts

##@ Try it hard
.PHONY: journeys fuzz chaos bench
journeys: venv ## end-to-end stories through the gateway
	@$(PYTHON) -m pytest journeys $(ARGS)
fuzz: venv ## random requests to every operation for MINUTES=15
	@$(PYTHON) -m attacks.fuzz $(or $(MINUTES),15)
chaos: venv ## break the running system and judge it: PROFILE=small|full|overload SEED=… PLANTED=1 (are planted bugs caught?)
	@$(PYTHON) -m chaos $(if $(PLANTED),--planted,$(or $(PROFILE),small)) $(if $(SEED),--seed $(SEED)) $(ARGS)
bench: venv ## measure
	@$(PYTHON) -m bench $(ARGS)

##@ Keep it
.PHONY: venv lock clean
venv: ## .venv as requirements.lock says; nothing to do when it is
	@tools/bootstrap
lock: venv ## resolve requirements.lock again; UPGRADE=1 takes the newest versions
	@tools/lock $(if $(UPGRADE),--upgrade) $(PYPROJECTS)
clean: ## remove the environment and caches; data stays (see reset)
	@rm -rf .venv dist
	@find . -path ./.zoco -prune -o -type d \( -name __pycache__ -o -name '.*_cache' -o -name .hypothesis \) -prune -exec rm -rf {} +
