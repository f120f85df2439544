#!/usr/bin/env bash
# Seeds the demo salon, says how to get in, and serves in the foreground. Usage: scripts/run.sh BOLT
#
# Settings come from the environment or .env, as for `bolt serve`. Both commands migrate first, and seeding a
# second time only says the log-in again.
set -euo pipefail

bolt=$1

# What it does on the way is for the log of `serve`; here it would hide the log-in.
RUST_LOG=${RUST_LOG:-warn} "$bolt" seed --demo
exec "$bolt" serve
