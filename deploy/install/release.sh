# A release: a version of the program in a virtual environment of its own, named after what it was made of.

fingerprint() { # of all that a release is made of
  (cd "$SOURCE" && find contenthub pyproject.toml requirements*.lock .env.example supervisord.conf deploy/systemd -type f -not -path '*/__pycache__/*' |
    LC_ALL=C sort | tr '\n' '\0' | xargs -0 sha256sum | sha256sum | cut -c1-12)
}

version() {
  sed -n 's/^__version__ = "\(.*\)"/\1/p' "$SOURCE/contenthub/__init__.py"
}

current() { # the release that PREFIX leads to; nothing where there is none
  if [ -L "$PREFIX" ]; then
    readlink -e "$PREFIX" || true
  elif [ -d "$PREFIX" ]; then
    echo "$PREFIX"
  fi
}

make_release() { # beside those that are there; one that was broken off is begun anew
  release=$RELEASES/$(version)-$(fingerprint)
  if is_whole; then
    say "release: $release is there"
    return
  fi
  say "release: $release"
  if [ -n "$dry" ]; then
    say "would make a virtual environment there, from the lock files"
    return
  fi
  demand_python_of_all
  rm -rf "$release" "$RELEASES/.build"
  trap drop_release EXIT
  fill_release
  trap plain_end EXIT
}

demand_python_of_all() { # the environment leads to it: one below root's home is of use to root alone
  local real
  real=$("$python" -c 'import os, sys; print(os.path.realpath(sys.executable))')
  as_owner "$real" -c pass 2>/dev/null ||
    refuse "the user $OWNER cannot run $real; name another one: --python /usr/bin/python3"
}

drop_release() { # one that could not be made: its space may be what the service needs
  rm -rf "$release" "$RELEASES/.build"
  say "the release could not be made: see above; nothing else was changed" >&2
  exit 1
}

is_whole() { # complete, and the service's user can run it
  [ -e "$release/.complete" ] && as_owner "$release/bin/python" -c 'import contenthub' 2>/dev/null
}

fill_release() {
  "$python" -m venv "$release"
  pip -r "$SOURCE/requirements-build.lock"
  pip -r "$SOURCE/requirements.lock"
  locked supervisor
  locked psycopg psycopg-binary
  local build=$RELEASES/.build
  mkdir "$build"
  (cd "$SOURCE" && tar -cf - --exclude=__pycache__ contenthub pyproject.toml README.md LICENSE) |
    tar -xf - --no-same-owner -C "$build"
  "$release/bin/python" -W ignore -m pip install -q --disable-pip-version-check --no-deps \
    --no-build-isolation --no-index "$build"
  rm -rf "$build"
  "$release/bin/python" -m contenthub --version >/dev/null
  cp "$SOURCE/.env.example" "$SOURCE/supervisord.conf" "$release/"
  cp -r "$SOURCE/deploy/systemd" "$release/units"
  sync -f "$release" # a power cut leaves no release that only looks complete
  : >"$release/.complete"
}

pip() { # packages of a lock file, by their hashes
  local from=()
  [ -z "$wheels" ] || from=(--no-index --find-links "$wheels")
  "$release/bin/python" -m pip install -q --disable-pip-version-check --require-hashes "${from[@]}" "$@"
}

locked() { # these packages of the lock of the development requirements
  local name lock
  lock=$(mktemp)
  for name in "$@"; do
    awk -v name="$name==" 'index($0, name) == 1 {on = 1} on {print} on && !/\\$/ {on = 0}' \
      "$SOURCE/requirements-dev.lock"
  done >"$lock"
  pip --no-deps -r "$lock"
  rm -f "$lock"
}

lead_to() { # PREFIX leads to this release from now on, in one step
  local by_hand=$RELEASES/by-hand
  [ "$1" != "$PREFIX" ] || return 0 # it was made by hand, and is where it was
  if [ -d "$PREFIX" ] && [ ! -L "$PREFIX" ]; then # made by hand, as the page on deployment says
    rm -rf "$by_hand"
    mv -T "$PREFIX" "$by_hand"
  fi
  ln -sfn "$1" "$PREFIX.next"
  mv -fT "$PREFIX.next" "$PREFIX"
}

forget_old_releases() { # but for the present one, the one before, and some more
  local one number=0
  for one in $(ls -1dt "$RELEASES"/*/ 2>/dev/null); do
    one=${one%/}
    [ "$one" != "$release" ] && [ "$one" != "${previous:-}" ] || continue
    number=$((number + 1))
    [ "$number" -lt "$KEPT" ] || rm -rf "$one"
  done
}

program() { # a command of the release $1, as the service's user
  local of=$1
  shift
  as_owner "$of/bin/python" -m contenthub "$@"
}

make_settings() {
  local file=$DATA/.env
  demand_no_link "$file"
  if [ ! -e "$file" ]; then
    say "settings: $file, from .env.example"
    [ -z "$dry" ] || return 0
    install -o "$OWNER" -g "$OWNER" -m 600 "$SOURCE/.env.example" "$file.new"
    mv -f "$file.new" "$file"
  elif [ "$(stat -L -c '%U %a' "$file")" != "$OWNER 600" ]; then
    say "settings: $file belongs to $OWNER alone from now on"
    run chown "$OWNER:$OWNER" "$file"
    run chmod 600 "$file"
  fi
  if [ -n "$redis" ] && [ -e "$file" ] && ! grep -q '^REDIS_URL=.' "$file"; then
    say "settings: REDIS_URL in $file"
    run sed -i -e '/^REDIS_URL=$/d' -e '$a REDIS_URL=redis://127.0.0.1:6379/0' "$file"
  fi
  local command=/usr/local/bin/contenthub
  if [ ! -e "$command" ]; then
    run ln -sfn "$PREFIX/bin/contenthub" "$command"
  elif [ "$(readlink "$command")" != "$PREFIX/bin/contenthub" ]; then
    say "warning: $command is another program; this one is $PREFIX/bin/contenthub" >&2
  fi
}

check_settings() { # before anything is stopped
  [ -z "$dry" ] || return 0
  local code=0
  program "$release" config check >/dev/null || code=$?
  case $code in
    0) ;;
    2) refuse "the settings above are not allowed in this version; nothing was changed but $release" ;;
    *) refuse "$OWNER cannot run $release: see above" ;;
  esac
}

check_database() { # that it can be used, and was not migrated by a later version: before anything is stopped
  [ -z "$dry" ] && [ -n "$(current)" ] && [ ! -e "$JOURNAL" ] || return 0
  local said
  said=$(program "$release" db status -f json) ||
    refuse "the database cannot be used: see above; nothing was changed but $release"
  printf %s "$said" | "$release/bin/python" -c '
import json, sys
sys.exit(any(not one["known"] for one in json.load(sys.stdin)["migrations"]))' ||
    refuse "the database is of a later version than this one, $(version): install that, or restore a copy of before"
  demand_space "$DATA" $(($(size_of_database) * 2 + 50)) "copies of the database"
}

size_of_database() { # megabytes of its files; a server's are elsewhere
  du -cm "$DATA"/*.db* 2>/dev/null | awk 'END {print $1 + 0}' || true
}

setting() { # whether a setting has a value; secrets are not shown, and need not be
  program "$release" config show -f json | "$release/bin/python" -c \
    'import json, sys; sys.exit(not next(one["value"] for one in json.load(sys.stdin) if one["name"] == sys.argv[1]))' "$1"
}
