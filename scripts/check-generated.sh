#!/usr/bin/env bash
# Fails when a generated file is not what its source says. Changes nothing. Usage: scripts/check-generated.sh BOLT
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

bolt=$1
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT

"$bolt" openapi >"$fresh/openapi.json"
(cd web && npx --no-install openapi-typescript "$fresh/openapi.json" --output "$fresh/schema.ts" >/dev/null)

stale=0
for pair in web/openapi.json:openapi.json web/src/api/schema.ts:schema.ts; do
  if ! diff --unified=1 "${pair%%:*}" "$fresh/${pair##*:}" | head -40; then
    echo "${pair%%:*} is out of date: run 'make generate' and commit what it writes." >&2
    stale=1
  fi
done
((stale)) || echo "web/openapi.json and web/src/api/schema.ts are up to date."
exit "$stale"
