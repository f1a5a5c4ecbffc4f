#!/usr/bin/env bash
# Makes this machine run ContentHub from the checkout that this file is in, or brings it from any
# earlier version to this one: Debian and what is derived from it, as root. It may be run again at any
# time, also after it was interrupted: what is as it should be is left as it is.
#
#   deploy/install.sh [--dry-run] [--supervisor auto|systemd|supervisord|none] [--redis]
#                     [--wheels FOLDER] [--python PROGRAM]
#
#   --dry-run     say what would be done, and do nothing
#   --supervisor  who starts the service; auto: systemd where it runs, else supervisord; none: nobody
#   --redis       install and start Redis, and run worker, scheduler and API as daemons of their own
#   --wheels      take all Python packages from this folder, and nothing from the network
#   --python      the Python to make the environment with (3.11 or newer; python3)
#
# A new version is installed beside the old one. The service is stopped, the database copied and
# migrated, the service started and the checklist gone through; where a check fails that did not fail
# before, the version before is put back, with its database. Exit codes: 0 it runs and is checked;
# 1 it is not (what is wrong, and what was put back, is said); 2 it cannot be done here.
set -euo pipefail
umask 022 # whatever root's is: the service's user reads the program, and nobody else changes it
# What belongs to the person who calls: it would lead the installation's own programs elsewhere.
unset CDPATH PYTHONPATH PYTHONHOME PYTHONSTARTUP PIP_TARGET PIP_PREFIX PIP_USER PIP_REQUIRE_VIRTUALENV

SOURCE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# Elsewhere only in tests.
PREFIX=${CONTENTHUB_INSTALL_PREFIX:-/opt/contenthub}
DATA=/var/lib/contenthub
CONFIGURATION=/etc/contenthub
UNITS=/etc/systemd/system
OWNER=contenthub
RELEASES=$PREFIX-releases
JOURNAL=$RELEASES/.under-way # what an interrupted run has to know of the time before it
KEPT=2                       # releases beside the present one

dry='' supervisor=auto redis='' wheels='' python=python3

# shellcheck source=deploy/install/machine.sh
. "$SOURCE/deploy/install/machine.sh"
# shellcheck source=deploy/install/release.sh
. "$SOURCE/deploy/install/release.sh"
# shellcheck source=deploy/install/service.sh
. "$SOURCE/deploy/install/service.sh"
# shellcheck source=deploy/install/change.sh
. "$SOURCE/deploy/install/change.sh"

trap plain_end EXIT

usage() {
  sed -n '2,/^set /{/^set /d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"
}

while [ $# -gt 0 ]; do
  case $1 in
    --dry-run) dry=1 ;;
    --redis) redis=1 ;;
    --supervisor | --wheels | --python)
      [ $# -ge 2 ] || refuse "$1 needs a value"
      printf -v "${1#--}" %s "$2"
      shift
      ;;
    --help | -h)
      usage
      exit 0
      ;;
    *) refuse "unknown option $1; --help shows all" ;;
  esac
  shift
done

demand_machine
demand_free_places
demand_alone
choose_supervisor
install_packages
start_redis
make_user
make_folders
make_release
make_settings
check_settings
check_database
change_over
