#!/usr/bin/env bash
# Checks what we depend on against deny.toml. `scripts/deny.sh advisories` also asks the advisory database, which
# needs a network that reaches it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/lib.sh

command -v cargo-deny >/dev/null || scripts/install-test-tools.sh
exec cargo-deny --workspace --locked check --hide-inclusion-graph licenses bans sources "$@"
