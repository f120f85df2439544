#!/usr/bin/env bash
# Fails when a file that follows from the program is not what the program says. Changes nothing. Usage:
#   scripts/check-generated.sh BOLT
set -euo pipefail

bolt=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
stale=0

"$bolt" openapi >"$fresh/openapi.json"
(cd web && npx --no-install openapi-typescript "$fresh/openapi.json" --output "$fresh/schema.ts" >/dev/null)
for file in web/openapi.json web/src/api/schema.ts; do
  if ! diff --unified=1 "$file" "$fresh/${file##*/}" >"$fresh/difference"; then
    head -n 40 "$fresh/difference"
    echo "$file is out of date: run 'make generate' and commit what it writes." >&2
    stale=1
  fi
done

for variable in $("$bolt" serve --help | grep --only-matching --perl-regexp '\[env: \K[A-Z_]+' | sort --unique); do
  if ! grep --quiet "^#$variable=" .env.example; then
    echo ".env.example does not explain $variable." >&2
    stale=1
  fi
done

((stale)) || echo "The API document, the dashboard's client and .env.example are up to date."
exit "$stale"
