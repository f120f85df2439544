#!/usr/bin/env bash
# Measures BOLT with the demo salon on a fresh SQLite file. Usage: scripts/bench.sh BOLT BOLT_BENCH [OPTION...]
#
# BENCH_DATABASE=mariadb measures on a MariaDB of its own instead, BENCH_DATABASE_URL on a given database, in
# which the measurement leaves its visits. Commits wait for the disk in all of them. BENCH_OF=reports measures reports over
# a million visits instead of the telephone and the book.
set -euo pipefail
scripts=$(dirname "${BASH_SOURCE[0]}")

source "$scripts/lib.sh"

bolt=$1 bench=$2
shift 2

if [[ -n ${BENCH_DATABASE_URL:-} ]]; then
  export SERVER_DATABASE_URL=$BENCH_DATABASE_URL
elif [[ ${BENCH_DATABASE:-sqlite} == mariadb && -z ${TEST_DATABASE_URL:-} ]]; then
  exec "$scripts/with-mariadb.sh" --durable "${BASH_SOURCE[0]}" "$bolt" "$bench" "$@"
elif [[ ${BENCH_DATABASE:-sqlite} == mariadb ]]; then
  export SERVER_DATABASE_URL=$TEST_DATABASE_URL/bolt
fi
# The measurement plays the language model itself.
BENCH_MODEL_PORT=$(free_port)
export BENCH_MODEL_PORT SERVER_MODEL_URL=http://127.0.0.1:$BENCH_MODEL_PORT/v1
exec "$scripts/with-server.sh" "$bolt" "$bench" "${BENCH_OF:-run}" "$@"
