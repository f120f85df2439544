# Everything a person or a CI machine runs. `make` alone lists the targets.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

TARGET_DIR := $(or $(CARGO_TARGET_DIR),target)
RELEASE := $(TARGET_DIR)/release/bolt
DEBUG := $(TARGET_DIR)/debug/bolt

PURE := --package scheduling --package understanding --package conversation

# Folders are listed too: a deleted file changes nothing but its folder.
WEB_SOURCES := $(shell find web/src web/public web/index.html web/vite.config.ts web/tsconfig.json)
WEB_PACKAGES := web/node_modules/.package-lock.json

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

##
## Run it

.PHONY: run
run: build ## Build everything, fill a demo salon, and serve it (PORT=3000)
	@scripts/run.sh $(RELEASE)

.PHONY: build
build: web/dist/index.html ## Build the one binary, with the dashboard inside
	cargo build --release --locked --package server

web/dist/index.html: $(WEB_PACKAGES) $(WEB_SOURCES)
	cd web && npm run build
	@touch $@

# npm writes this file when it is done, so half an installation is never taken for one.
$(WEB_PACKAGES): web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund
	@touch $@

##
## Check it. `make test` is all of these

.PHONY: test
test: ## Install what tests need, then run everything; needs no setting up
	@scripts/install-test-tools.sh
	@scripts/test.sh

.PHONY: lint
lint: ## Formatting, and clippy without a warning
	cargo fmt --all -- --check
	cargo clippy --workspace --all-targets --locked -- --deny warnings

.PHONY: deny
deny: ## Licences, banned crates and sources of what we depend on
	@scripts/deny.sh

.PHONY: test-rust
test-rust: ## Every Rust test, on SQLite
	cargo test --workspace --locked --no-fail-fast

.PHONY: test-zones
test-zones: ## The engines again, with the machine's clock in other zones
	TZ=America/New_York cargo test --locked --package scheduling
	TZ=Australia/Lord_Howe cargo test --locked $(PURE)

.PHONY: test-mariadb
test-mariadb: ## The server's tests again, on a MariaDB of their own
	@scripts/with-mariadb.sh cargo test --package server --test it --locked --no-fail-fast

.PHONY: test-web
test-web: $(WEB_PACKAGES) ## The dashboard: types, lint, unit tests, build
	cd web && npm run check && npm run build

.PHONY: test-generated
test-generated: $(DEBUG) $(WEB_PACKAGES) ## Generated files are what their sources say
	@scripts/check-generated.sh $(DEBUG)

.PHONY: test-browser
test-browser: $(DEBUG) web/dist/index.html ## A real browser against a real server
	@scripts/test-browser.sh $(abspath $(DEBUG))

# Built as the tests build it, so that nothing is compiled twice.
.PHONY: $(DEBUG)
$(DEBUG):
	cargo test --workspace --no-run --locked --quiet

##
## Change it

.PHONY: fmt
fmt: ## Format the Rust code
	cargo fmt --all

.PHONY: generate
generate: $(DEBUG) $(WEB_PACKAGES) ## Write web/openapi.json and the dashboard's client anew
	$(DEBUG) openapi > $(TARGET_DIR)/openapi.json
	mv $(TARGET_DIR)/openapi.json web/openapi.json
	cd web && npm run generate

.PHONY: bench
bench: web/dist/index.html ## Requests per second, latency and CPU of the release binary
	cargo build --release --locked --package server --package bolt-bench
	@scripts/bench.sh $(RELEASE) $(TARGET_DIR)/release/bolt-bench $(BENCH_OPTIONS)

.PHONY: clean
clean: ## Remove what was built; data/ stays
	rm -rf web/dist web/node_modules web/test-results
	cargo clean
