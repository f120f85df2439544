#!/usr/bin/env bash
# Runs every check, one after another, and says at the end which of them failed and how long each took.
#
# A failing check does not stop the others: one run says everything that is wrong.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Cheapest first, and those that share a build beside each other.
checks=(lint deny test-rust test-zones test-mariadb test-generated test-web test-browser)

failed=()
summary=()
for check in "${checks[@]}"; do
  printf '\n== make %s\n' "$check"
  started=$SECONDS
  if make --no-print-directory "$check"; then
    outcome=ok
  else
    outcome=FAILED
    failed+=("$check")
  fi
  summary+=("$(printf '%-16s %-7s %4d s' "$check" "$outcome" $((SECONDS - started)))")
done

printf '\n== summary\n'
printf '%s\n' "${summary[@]}"
if ((${#failed[@]})); then
  echo "make test: failed: ${failed[*]}"
  exit 1
fi
echo "make test: all ${#checks[@]} checks passed in $SECONDS s"
