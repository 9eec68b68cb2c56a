#!/usr/bin/env bash
# Brings everything that swimbench needs: npm packages (a pinned Node among them), the system's
# tools where that is allowed, and the build. Does only what is missing; instant when nothing is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# Program, Debian package, what it is for.
TOOLS=(
  "strace strace system call captures"
  "perf linux-perf CPU profiles and hardware counters"
  "bpftrace bpftrace system call timing at little cost"
  "chromium chromium the tests of the HTML report"
  "gcc gcc the floor in C, for bench:rtt and its tests"
)
# Kept in node_modules, so that they vanish with it.
STAMPS=node_modules/.cache/swimbench
# What the build reads. Folders are among it: a deleted file makes its folder newer.
SOURCES=(agent analysis harness test package.json tsconfig.json)

say() { printf 'setup: %s\n' "$*"; }
warn() { printf 'setup: %s\n' "$*" >&2; }
has() { command -v "$1" >/dev/null 2>&1; }

require_npm() {
  if has npm && has node; then return; fi
  warn "npm is missing. Install Node (any version that runs npm will do):"
  warn "  sudo apt-get install nodejs npm    or    https://nodejs.org/en/download"
  exit 1
}

install_packages() {
  local wanted stamp="$STAMPS/packages"
  wanted=$(cksum package-lock.json package.json)
  if [[ -f $stamp && $(<"$stamp") == "$wanted" && -x node_modules/.bin/node ]]; then return; fi
  say "installing npm packages"
  if ! npm ci --no-audit --no-fund; then
    warn "npm ci failed; it needs the network, or a filled npm cache"
    exit 1
  fi
  mkdir -p "$STAMPS"
  printf '%s' "$wanted" >"$stamp"
}

install_tools() {
  local entry program package purpose missing=() packages=()
  for entry in "${TOOLS[@]}"; do
    read -r program package purpose <<<"$entry"
    if has "$program"; then continue; fi
    missing+=("$program ($purpose)")
    packages+=("$package")
  done
  if [[ ${#packages[@]} -eq 0 ]]; then return; fi

  say "missing: $(printf '%s; ' "${missing[@]}" | sed 's/; $//')"
  local as_root=()
  if [[ $(id -u) -ne 0 ]]; then
    if has sudo && sudo -n true 2>/dev/null; then as_root=(sudo -n); else
      warn "going on without; this installs them: sudo apt-get install ${packages[*]}"
      return
    fi
  fi
  if ! has apt-get; then
    warn "going on without; your system's package manager has them, likely as: ${packages[*]}"
    return
  fi
  say "installing ${packages[*]}"
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null || true
  # One at a time: a package that this release lacks must not keep the others away.
  for package in "${packages[@]}"; do
    if ! "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -q -y --no-install-recommends "$package" >/dev/null; then
      warn "$package could not be installed; going on without it"
    fi
  done
}

# bpftrace finds system calls there; some machines come without it mounted.
mount_tracefs() {
  if ! has bpftrace || [[ $EUID -ne 0 || -e /sys/kernel/tracing/events ]]; then return; fi
  mount -t tracefs nodev /sys/kernel/tracing 2>/dev/null ||
    warn "/sys/kernel/tracing could not be mounted; bpftrace will not work"
}

build() {
  local stamp="$STAMPS/build"
  if [[ -f $stamp && -f dist/harness/cli.js &&
    -z $(find "${SOURCES[@]}" -newer "$stamp" -print -quit) ]]; then return; fi
  say "building"
  local begun
  begun=$(mktemp)
  # What is no longer in the sources must not stay in the build: the CLI finds commands by their files.
  rm -rf dist
  if ! npm run --silent build; then
    warn "the build failed"
    exit 1
  fi
  # Sources that changed while it was building count as newer.
  mkdir -p "$STAMPS"
  touch -r "$begun" "$stamp"
  rm -f "$begun"
}

require_npm
install_packages
install_tools
mount_tracefs
build
say "ready: npx swimbench run --duration 30s"
