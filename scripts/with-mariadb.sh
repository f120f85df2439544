#!/usr/bin/env bash
# Runs a command beside a MariaDB of its own, which is gone afterwards. Usage:
#   scripts/with-mariadb.sh [--durable] COMMAND...
#
# The command finds it under TEST_DATABASE_URL, as a user who may create databases; one named `bolt` is there. Without
# --durable nothing is forced to disk: right for tests, wrong for measurements.
set -euo pipefail

where=${TMPDIR:-/tmp}
flushing=(--innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync --skip-innodb-doublewrite)
if [[ ${1:-} == --durable ]]; then
  flushing=(--innodb-flush-log-at-trx-commit=1)
  shift
else
  # Making and dropping tables waits for the disk, whatever else does not.
  megabytes_in_memory=$(df --output=avail --block-size=1M /dev/shm 2>/dev/null | tail -n 1)
  ((${megabytes_in_memory:-0} < 4096)) || where=/dev/shm
fi

source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
command -v mariadbd >/dev/null || {
  echo "with-mariadb: mariadbd is missing; scripts/install-test-tools.sh installs it" >&2
  exit 1
}

folder=$(mktemp -d "$where/bolt-mariadb.XXXXXX")
server=
stop() {
  stop_process "$server"
  rm -rf "$folder"
}
trap stop EXIT

port=$(free_port)

# The server refuses to run as root unless it is told so.
account=()
((EUID)) || account=(--user=root)

mariadb-install-db --no-defaults "${account[@]}" --datadir="$folder/data" --auth-root-authentication-method=normal \
  --skip-test-db >"$folder/install.log" 2>&1 || {
  cat "$folder/install.log" >&2
  exit 1
}

mariadbd --no-defaults "${account[@]}" --datadir="$folder/data" --socket="$folder/socket" --pid-file="$folder/pid" \
  --bind-address=127.0.0.1 --port="$port" --max-connections=600 --back-log=600 --skip-log-bin --skip-name-resolve \
  --innodb-buffer-pool-size=512M "${flushing[@]}" \
  --character-set-server=utf8mb4 --collation-server=utf8mb4_unicode_ci \
  >"$folder/server.log" 2>&1 &
server=$!

for _ in {1..300}; do
  mariadb --no-defaults --socket="$folder/socket" --user=root --execute="SELECT 1" >/dev/null 2>&1 && break
  kill -0 "$server" 2>/dev/null || {
    cat "$folder/server.log" >&2
    exit 1
  }
  sleep 0.1
done
mariadb --no-defaults --socket="$folder/socket" --user=root --execute="
  CREATE DATABASE bolt;
  CREATE USER 'bolt'@'127.0.0.1' IDENTIFIED BY 'bolt';
  GRANT ALL PRIVILEGES ON *.* TO 'bolt'@'127.0.0.1';"

export TEST_DATABASE_URL=mysql://bolt:bolt@127.0.0.1:$port
export MARIADB_PID=$server
"$@"
