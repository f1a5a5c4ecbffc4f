# What the installation needs of the machine: packages, the user, folders and their rights.

say() { printf '%s\n' "$*"; }

refuse() { # it cannot be done here; nothing was changed
  printf 'install.sh: %s\n' "$*" >&2
  exit 2
}

plain_end() { # of a step that failed by itself, with whatever code
  local code=$?
  [ "$code" -gt 2 ] || return 0
  say "it failed: see above; run this again when that is put right" >&2
  exit 1
}

run() { # a command that changes something
  if [ -n "$dry" ]; then
    say "would run: $*"
  else
    "$@"
  fi
}

systemd_runs() { # a folder that was shown to a container is none
  [ -d /run/systemd/system ] && systemctl show --property=Version >/dev/null 2>&1
}

demand_machine() {
  [ "$(id -u)" = 0 ] || refuse "this needs root: it makes a user and installs a service"
  local ids
  ids=$(. /etc/os-release 2>/dev/null && echo " ${ID:-} ${ID_LIKE:-} ") || ids=
  case $ids in
    *" debian "*) ;;
    *) refuse "this is neither Debian nor derived from it; docs/deployment.md says how by hand" ;;
  esac
  case $supervisor in
    auto | systemd | supervisord | none) ;;
    *) refuse "--supervisor is $supervisor; allowed: auto, systemd, supervisord, none" ;;
  esac
  if [ -n "$wheels" ]; then
    [ -d "$wheels" ] || refuse "--wheels: there is no folder $wheels"
    wheels=$(cd "$wheels" && pwd)
  fi
  case $python in
    */*)
      [ -x "$python" ] || refuse "--python: there is no program $python"
      python=$(cd "$(dirname "$python")" && pwd)/$(basename "$python")
      ;;
  esac
  cd / # where it was typed, the service's user may see nothing
  local needed
  for needed in contenthub pyproject.toml requirements.lock requirements-build.lock \
    requirements-dev.lock .env.example supervisord.conf deploy/systemd; do
    [ -e "$SOURCE/$needed" ] || refuse "$SOURCE has no $needed: is it a whole checkout?"
  done
}

demand_free_places() { # what is there already is ours, or there is a way to tell whose it is
  if [ -e "$PREFIX" ] && [ ! -x "$PREFIX/bin/contenthub" ]; then
    refuse "there is something at $PREFIX that is no installation of ContentHub: move it away"
  fi
  local group theirs
  if group=$(id -gn "$OWNER" 2>/dev/null) && [ "$group" != "$OWNER" ]; then
    refuse "the user $OWNER is of the group $group: the service needs a user $OWNER with a group of that name"
  fi
  if [ -z "$(current)" ] && [ ! -e "$JOURNAL" ] && [ -d "$DATA" ]; then
    # But for settings that were written before the first installation.
    theirs=$(find "$DATA" -mindepth 1 ! -path "$DATA/.env" ! -user "$OWNER" -print -quit 2>/dev/null) ||
      theirs=$(find "$DATA" -mindepth 1 ! -path "$DATA/.env" -print -quit) # there is no such user yet
    [ -z "$theirs" ] ||
      refuse "there are files of somebody else in $DATA ($theirs): move them away, or give them to $OWNER"
  fi
  [ -e "$RELEASES/$(version)-$(fingerprint)/.complete" ] ||
    demand_space "$(dirname "$PREFIX")" 400 "another version of the program"
}

demand_space() { # folder, megabytes, what for
  local folder=$1 free
  while [ ! -d "$folder" ]; do folder=$(dirname "$folder"); done
  free=$(df -m --output=avail "$folder" | tail -1) || return 0
  [ "$free" -ge "$2" ] || refuse "$1 has $((free)) MB left; $3 may take $2 MB"
}

demand_alone() { # two at once would undo each other's steps; what a killed one began is waited for
  [ -z "$dry" ] || return 0
  mkdir -p "$RELEASES"
  chmod 755 "$RELEASES"
  exec 9>"$RELEASES/.lock"
  flock -w 30 9 || refuse "another installation is under way"
}

choose_supervisor() {
  if [ "$supervisor" = auto ]; then
    if systemd_runs && [ ! -e "$CONFIGURATION/supervisord.conf" ]; then
      supervisor=systemd
    else
      supervisor=supervisord
    fi
  fi
  [ "$supervisor" != systemd ] || systemd_runs || refuse "systemd does not run here"
}

install_packages() {
  local missing=()
  command -v "$python" >/dev/null || [ "$python" != python3 ] || missing+=(python3)
  "$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
  [ -z "$redis" ] || command -v redis-server >/dev/null || missing+=(redis-server)
  command -v runuser >/dev/null || missing+=(util-linux)
  [ -e /etc/ssl/certs/ca-certificates.crt ] || [ -n "$wheels" ] || missing+=(ca-certificates)
  ! grep -qs '^DATABASE_URL=.*postgres' "$DATA/.env" "$CONFIGURATION/contenthub.env" ||
    command -v pg_dump >/dev/null || missing+=(postgresql-client)
  if [ ${#missing[@]} -gt 0 ]; then
    say "packages: ${missing[*]}"
    packages "${missing[@]}" 2>/dev/null || { run apt-get update -qq 9>&- && packages "${missing[@]}"; } ||
      refuse "they could not be installed: install ${missing[*]} yourself, and run this again"
  fi
  [ -n "$dry" ] && ! command -v "$python" >/dev/null ||
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    refuse "$python is older than 3.11; name another one: --python python3.12"
}

packages() { # a daemon that a package starts does not hold our lock
  run env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "$@" 9>&-
}

start_redis() { # the package starts it where systemd runs, and nobody does elsewhere
  [ -n "$redis" ] || return 0
  ! redis-cli -h 127.0.0.1 ping >/dev/null 2>&1 || return 0
  say "starting Redis"
  [ -z "$dry" ] || return 0
  if systemd_runs; then
    systemctl enable -q --now redis-server
  else
    service redis-server start >/dev/null 9>&-
  fi || refuse "Redis could not be started: see its log"
}

make_user() {
  getent passwd "$OWNER" >/dev/null && return
  say "user: $OWNER"
  local group=--user-group
  ! getent group "$OWNER" >/dev/null || group=--gid=$OWNER
  run useradd --system "$group" --home-dir "$DATA" --shell /usr/sbin/nologin "$OWNER"
}

make_folders() {
  folder "$DATA" "$OWNER" 700
  folder "$DATA/logs" "$OWNER" 700
  folder "$DATA/backups" "$OWNER" 700
  folder "$CONFIGURATION" root 755
}

demand_no_link() { # of the service's own making: root would give away what it leads to
  if [ -L "$1" ] && [ "$(stat -c %u "$1")" != 0 ]; then
    refuse "$1 is a link that the service's user made; look where it leads, and remove it"
  fi
}

folder() { # path, owner and mode, as they have to be
  demand_no_link "$1"
  if [ "$(stat -L -c '%U %a' "$1" 2>/dev/null)" != "$2 $3" ]; then
    say "folder: $1 ($2, $3)"
    run install -d -o "$2" -g "$2" -m "$3" "$1"
  fi
}

unquoted() { local inner=${1#?} && printf %s "${inner%?}"; }

as_owner() { # a command of the service's user, in its home, with its settings and nothing else
  local settings=() line
  if [ -r "$CONFIGURATION/contenthub.env" ]; then
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in # as systemd reads it
        [A-Z]*=\"*\" | [A-Z]*=\'*\') settings+=("${line%%=*}=$(unquoted "${line#*=}")") ;;
        [A-Z]*=*) settings+=("$line") ;;
      esac
    done <"$CONFIGURATION/contenthub.env"
  fi
  (cd "$DATA" && runuser -u "$OWNER" -- env -i PATH="$PREFIX/bin:/usr/local/bin:/usr/bin:/bin" \
    LANG=C.UTF-8 HOME="$DATA" CONTENTHUB_HOME="$DATA" "${settings[@]}" "$@" 9>&-)
}
