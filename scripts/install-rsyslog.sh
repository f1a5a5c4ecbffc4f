#!/usr/bin/env bash
# Installs rsyslog with RELP for the log shipping test: from Debian's packages, where that is
# permitted and needed. It never fails a build: without rsyslog the test says that it was skipped
# and why (CI turns that into a failure, with CONTENTHUB_TEST_REQUIRE_RSYSLOG=1).
set -euo pipefail

packages=(rsyslog rsyslog-relp)
policy=/usr/sbin/policy-rc.d

complete() {
  PATH=$PATH:/usr/sbin:/sbin
  command -v rsyslogd >/dev/null && compgen -G "/usr/lib/*/rsyslog/omrelp.so" >/dev/null
}

install_packages() {
  DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends \
    -o Dpkg::Use-Pty=0 "${packages[@]}" >/dev/null
}

complete && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "rsyslog is not installed; as root on Debian: apt-get install ${packages[*]}" >&2
  exit 0
fi

# The tests run daemons of their own: the system's must not start. An existing policy stays.
if [ ! -e "$policy" ]; then
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
  trap 'rm -f "$policy"' EXIT
fi

# A fresh machine has no package lists yet, and old ones name files that are gone.
install_packages 2>/dev/null || { apt-get update -qq && install_packages; } ||
  echo "rsyslog could not be installed; the log shipping test will say that it was skipped" >&2
