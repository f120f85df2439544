#!/bin/sh
# Runs a command with TEST_DATABASE_URL set to a MariaDB server of its own, gone afterwards:
#   server/tests/on-mariadb.sh cargo test -p server --test it
# It listens on 127.0.0.1 alone, on a free port, and forgets on purpose what a power cut would make it forget.
set -eu

folder=$(mktemp -d "${TMPDIR:-/tmp}/bolt-mariadb.XXXXXX")
server=
stop() {
    if [ -n "$server" ]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

user=$(id -un)
mariadb-install-db --no-defaults --user="$user" --datadir="$folder/data" --skip-test-db \
    --auth-root-authentication-method=normal >"$folder/install.log" 2>&1 || { cat "$folder/install.log" >&2; exit 1; }
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mariadbd --no-defaults --user="$user" --datadir="$folder/data" --socket="$folder/socket" --pid-file="$folder/pid" \
    --bind-address=127.0.0.1 --port="$port" --max-connections=600 \
    --innodb-flush-log-at-trx-commit=0 --innodb-flush-method=nosync --skip-innodb-doublewrite \
    --innodb-buffer-pool-size=256M >"$folder/server.log" 2>&1 &
server=$!
tries=0
until mariadb-admin --no-defaults --socket="$folder/socket" --user=root ping >/dev/null 2>&1; do
    tries=$((tries + 1))
    if [ "$tries" -gt 150 ] || ! kill -0 "$server" 2>/dev/null; then
        cat "$folder/server.log" >&2
        exit 1
    fi
    sleep 0.2
done

TEST_DATABASE_URL="mysql://root@127.0.0.1:$port/"
export TEST_DATABASE_URL
status=0
"$@" || status=$?
exit "$status"
