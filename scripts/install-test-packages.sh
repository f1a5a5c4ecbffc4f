#!/usr/bin/env bash
# Installs what some tests need and no Python package brings: rsyslog with RELP for the log shipping,
# PgBouncer for the database, nginx and OpenSSL for the API behind a proxy, curl for its guide, Prometheus
# for the metrics, git and sshd for repositories, mmdebstrap and iproute2 for a bare machine, from
# Debian's packages, where that is permitted and needed. It never fails a build: without them the tests
# say that they were skipped and why
# (CI turns that into a failure, with CONTENTHUB_TEST_REQUIRE_RSYSLOG=1 and _PGBOUNCER, _NGINX, _CURL, _GIT,
# _PROMETHEUS, _BARE_ROOT).
set -euo pipefail

packages=(rsyslog rsyslog-relp pgbouncer nginx openssl curl prometheus mmdebstrap iproute2 git openssh-server)
policy=/usr/sbin/policy-rc.d

complete() {
  PATH=$PATH:/usr/sbin:/sbin
  for program in rsyslogd pgbouncer nginx openssl curl prometheus promtool mmdebstrap ip git sshd; do
    command -v "$program" >/dev/null || return 1
  done
  compgen -G "/usr/lib/*/rsyslog/omrelp.so" >/dev/null
}

install_packages() {
  DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends \
    -o Dpkg::Use-Pty=0 "${packages[@]}" >/dev/null
}

complete && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "some tests need more packages; as root on Debian: apt-get install ${packages[*]}" >&2
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
  echo "${packages[*]} could not be installed; the tests that need them will say so" >&2
