#!/usr/bin/env bash
# Runs the Rust tests of the whole workspace, or of the packages that are named.
#
# The workspace is always built whole: naming packages to cargo would choose other features for what they share,
# and compile it again.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/lib.sh

if command -v cargo-nextest >/dev/null; then
  filter=()
  for package in "$@"; do
    filter+=(--filterset "package($package)")
  done
  exec cargo nextest run --workspace --locked --no-fail-fast --status-level fail --final-status-level slow \
    "${filter[@]}"
fi

packages=(--workspace)
if (($#)); then
  packages=("${@/#/--package=}")
fi
exec cargo test --all-targets --locked --no-fail-fast "${packages[@]}"
