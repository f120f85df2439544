#!/usr/bin/env bash
# Runs a command beside a Bolt with the demo salon on a database of its own; both are gone afterwards. Usage:
#   scripts/with-server.sh BOLT COMMAND...
#
# The command finds it under BOLT_URL, logs in with BOLT_EMAIL and BOLT_PASSWORD, dials BOLT_NUMBER, signs
# webhooks with BOLT_TWILIO_AUTH_TOKEN and asks the AI endpoints with BOLT_API_KEY. SERVER_DATABASE_URL chooses
# another database; what is in it stays. SERVER_MODEL_URL is where its language model is.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

bolt=$(realpath "$1")
shift

folder=$(mktemp -d)
server=
stop() {
  status=$?
  stop_process "$server"
  # What the command said last is what matters: the server adds what troubled it, not every request.
  if ((status)) && [[ -s $folder/server.log ]]; then
    echo "What troubled the server last:" >&2
    grep --invert-match '"level":"INFO"' "$folder/server.log" | tail -n 10 >&2 || true
  fi
  rm -rf "$folder"
  exit "$status"
}
trap stop EXIT

port=$(free_port)
export BOLT_URL=http://127.0.0.1:$port
export BOLT_TWILIO_AUTH_TOKEN=a-token-that-only-this-run-knows
# Mails that would have gone out are in simulated-mail.jsonl there.
export BOLT_DATA_DIR=$folder
# For what is done at the machine, beside the running server.
export BOLT_BIN=$bolt
export BOLT_DATABASE_URL=${SERVER_DATABASE_URL:-sqlite:$folder/bolt.db}

# Nothing of the caller's environment or .env reaches the server: neither a real account nor a real database.
settings=(
  "PATH=$PATH"
  "HOST=127.0.0.1"
  "PORT=$port"
  "PUBLIC_URL=$BOLT_URL"
  "DATA_DIR=$folder"
  "DATABASE_URL=$BOLT_DATABASE_URL"
  "TWILIO_AUTH_TOKEN=$BOLT_TWILIO_AUTH_TOKEN"
  # Whoever is told by a webhook listens on this machine too.
  "WEBHOOKS_ALLOW_PRIVATE=true"
  # A browser that tries everything logs in more often than a person.
  "RATE_LIMITS=log-in=off,sign-up=off,password-reset=off,two-factor=off,links=off,mails=off"
)
if [[ -n ${SERVER_MODEL_URL:-} ]]; then
  settings+=("OPENAI_BASE_URL=$SERVER_MODEL_URL" "OPENAI_API_KEY=unused")
fi
seeded=$(cd "$folder" && env -i "${settings[@]}" "$bolt" seed --demo --json 2>server.log)
(cd "$folder" && exec env -i "${settings[@]}" "$bolt" serve >>server.log 2>&1) &
server=$!

for _ in {1..300}; do
  curl --silent --fail --output /dev/null "$BOLT_URL/api/health" && break
  kill -0 "$server" 2>/dev/null || exit 1
  sleep 0.1
done

field() {
  node -e 'console.log(JSON.parse(process.argv[1])[process.argv[2]])' "$seeded" "$1"
}
BOLT_EMAIL=$(field email)
BOLT_PASSWORD=$(field password)
BOLT_NUMBER=$(field phoneNumber)
BOLT_API_KEY=$(field apiKey)
export BOLT_EMAIL BOLT_PASSWORD BOLT_NUMBER BOLT_API_KEY
# The process to look at, for those who measure it.
export BOLT_PID=$server

"$@"
