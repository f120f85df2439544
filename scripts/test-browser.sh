#!/usr/bin/env bash
# Runs the browser tests in two halves beside each other, each with a server and a demo salon of its own: a browser
# waits more than it works. Usage:
#   scripts/test-browser.sh BOLT
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../web"

bolt=$(realpath "$1")
half() {
  ../scripts/with-server.sh "$bolt" npm run e2e -- --shard "$1/2" --output "test-results/half-$1"
}

said=$(mktemp)
trap 'rm -f "$said"' EXIT
half 2 >"$said" 2>&1 &
second=$!
failed=0
half 1 || failed=1
wait "$second" || failed=1
cat "$said"
exit "$failed"
