# What the installation needs of the machine: packages, the user, folders and their rights.

say() { printf '%s\n' "$*"; }

refuse() { # it cannot be done here; nothing was changed
  printf 'install.sh: %s\n' "$*" >&2
  exit 2
}

run() { # a command that changes something
  if [ -n "$dry" ]; then
    say "would run: $*"
  else
    "$@"
  fi
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
  cd / # where it was typed, the service's user may see nothing
  local needed
  for needed in contenthub pyproject.toml requirements.lock requirements-build.lock \
    requirements-dev.lock .env.example supervisord.conf deploy/systemd; do
    [ -e "$SOURCE/$needed" ] || refuse "$SOURCE has no $needed: is it a whole checkout?"
  done
}

demand_alone() { # two at once would undo each other's steps; what a killed one began is waited for
  [ -z "$dry" ] || return 0
  mkdir -p "$RELEASES"
  exec 9>"$RELEASES/.lock"
  flock -w 30 9 || refuse "another installation is under way"
}

choose_supervisor() {
  if [ "$supervisor" = auto ]; then
    if [ -d /run/systemd/system ] && [ ! -e "$CONFIGURATION/supervisord.conf" ]; then
      supervisor=systemd
    else
      supervisor=supervisord
    fi
  fi
  [ "$supervisor" != systemd ] || [ -d /run/systemd/system ] || refuse "systemd does not run here"
}

install_packages() {
  local missing=()
  command -v "$python" >/dev/null || [ "$python" != python3 ] || missing+=(python3)
  "$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
  [ -z "$redis" ] || command -v redis-server >/dev/null || missing+=(redis-server)
  command -v runuser >/dev/null || missing+=(util-linux)
  [ -e /etc/ssl/certs/ca-certificates.crt ] || [ -n "$wheels" ] || missing+=(ca-certificates)
  if [ ${#missing[@]} -gt 0 ]; then
    say "packages: ${missing[*]}"
    run env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends \
      "${missing[@]}" 2>/dev/null || {
      run apt-get update -qq
      run env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "${missing[@]}"
    }
  fi
  [ -n "$dry" ] && ! command -v "$python" >/dev/null ||
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    refuse "$python is older than 3.11; name another one: --python python3.12"
}

make_user() {
  getent passwd "$OWNER" >/dev/null && return
  say "user: $OWNER"
  run useradd --system --user-group --home-dir "$DATA" --shell /usr/sbin/nologin "$OWNER"
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

as_owner() { # a command of the service's user, in its home, with its settings and nothing else
  local settings=() line
  if [ -r "$CONFIGURATION/contenthub.env" ]; then
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in [A-Z]*=*) settings+=("$line") ;; esac
    done <"$CONFIGURATION/contenthub.env"
  fi
  (cd "$DATA" && runuser -u "$OWNER" -- env -i PATH="$PREFIX/bin:/usr/local/bin:/usr/bin:/bin" \
    LANG=C.UTF-8 HOME="$DATA" CONTENTHUB_HOME="$DATA" "${settings[@]}" "$@" 9>&-)
}
