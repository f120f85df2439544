# Sourced by the other scripts.

# Where tools go that the machine itself does not have. After PATH: the machine's own come first.
TOOLS=$(realpath -m "${CARGO_TARGET_DIR:-$(dirname "${BASH_SOURCE[0]}")/../target}")/tools
export PATH=$PATH:/usr/sbin:$TOOLS/bin

# A port of 127.0.0.1 that nobody listens on, below the range from which outgoing connections take theirs.
free_port() {
  local port
  for _ in {1..50}; do
    port=$((10000 + RANDOM % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || {
      echo "$port"
      return
    }
  done
  echo "no free port" >&2
  return 1
}

# Asks a process that this script started to stop, and waits until it has. Does nothing without one.
stop_process() {
  [[ -n ${1:-} ]] || return 0
  kill "$1" 2>/dev/null || return 0
  wait "$1" 2>/dev/null || true
}
