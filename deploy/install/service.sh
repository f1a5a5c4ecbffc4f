# The service: its files, and how it is stopped, started and looked after.

programs() { # in the order in which they are started
  if setting REDIS_URL; then echo worker scheduler api; else echo contenthub; fi
}

units() {
  local one
  for one in $(programs); do
    if [ "$one" = contenthub ]; then echo contenthub.service; else echo "contenthub-$one.service"; fi
  done
}

service_files() { # those that belong to this supervisor: "source target" lines
  local one
  case $supervisor in
    systemd)
      for one in $(units) contenthub-check{,list}.{service,timer}; do
        echo "$release/units/$one $UNITS/$one"
      done
      ;;
    supervisord)
      echo "$release/supervisord.made $CONFIGURATION/supervisord.conf"
      ! systemd_runs ||
        echo "$release/units/contenthub-supervisord.service $UNITS/contenthub-supervisord.service"
      ;;
  esac
}

make_service_files() { # of what the settings say now
  if [ "$supervisor" = supervisord ]; then supervisord_conf >"$release/supervisord.made"; fi
}

install_service_files() {
  make_service_files || return 1
  local source target
  while read -r source target; do
    cmp -s "$source" "$target" || {
      say "service file: $target"
      install -m 644 "$source" "$target" || return 1
    }
  done < <(service_files)
  ! systemd_runs || systemctl daemon-reload
}

supervisord_conf() { # the daemons, or the all-in-one service where there is no Redis
  if [ "$(programs)" != contenthub ]; then
    cat "$release/supervisord.conf"
    return
  fi
  awk '/^\[program:/ {daemon = 1}
    /^; The all-in-one service/ {daemon = 0; ours = 1}
    daemon {next}
    ours && /^;\[program:contenthub\]/ {on = 1}
    ours && on && /^;/ {sub(/^;/, "")}
    /^$/ {on = 0}
    {print}' "$release/supervisord.conf"
}

keep_service_files() { # as they are before the change, for the way back
  rm -rf "$RELEASES/.files"
  mkdir -p "$RELEASES/.files"
  local file
  for file in "$UNITS"/contenthub*.service "$UNITS"/contenthub*.timer "$CONFIGURATION/supervisord.conf"; do
    [ ! -e "$file" ] || cp -a --parents "$file" "$RELEASES/.files/"
  done
}

put_service_files_back() { # and those that there were not go
  [ -d "$RELEASES/.files" ] || return 0
  local source target
  while read -r source target; do
    [ -e "$RELEASES/.files$target" ] || [ ! -e "$target" ] || {
      ! systemd_runs || systemctl disable -q --now "$(basename "$target")" || true
      rm -f "$target"
    }
  done < <(service_files)
  cp -a "$RELEASES/.files/." /
  ! systemd_runs || systemctl daemon-reload
}

control() { # supervisorctl, which needs no release in particular
  local of
  of=$(current)
  [ -n "$of" ] && [ -e "$CONFIGURATION/supervisord.conf" ] || return 1
  as_owner "$of/bin/python" -m supervisor.supervisorctl -c "$CONFIGURATION/supervisord.conf" "$@"
}

stop_service() { # whoever started it; last comes first
  local one
  if systemd_runs; then
    for one in contenthub-check.timer contenthub-checklist.timer contenthub-api contenthub-scheduler contenthub-worker contenthub \
      contenthub-supervisord; do
      ! systemctl -q is-active "$one" 2>/dev/null || systemctl stop "$one"
    done
  fi
  if [ -S "$DATA/supervisor.sock" ] && control pid >/dev/null 2>&1; then
    control stop api scheduler worker contenthub >/dev/null 2>&1 || true
    control shutdown >/dev/null || true
    wait_for 120 "supervisord's end" gone "$DATA/supervisord.pid"
  fi
}

gone() { [ ! -e "$1" ]; }

start_service() { # worker, scheduler, API, one after the other
  local one
  case $supervisor in
    none)
      say "nobody starts the service: --supervisor none"
      return
      ;;
    systemd)
      for one in contenthub.service contenthub-worker.service contenthub-scheduler.service contenthub-api.service; do
        case " $(units | tr '\n' ' ')" in
          *" $one "*) systemctl enable -q --now "$one" || return 1 ;;
          *) [ ! -e "$UNITS/$one" ] || systemctl disable -q --now "$one" || return 1 ;;
        esac
      done
      for one in contenthub-check.timer contenthub-checklist.timer; do # a version of before has one
        [ ! -e "$UNITS/$one" ] || systemctl enable -q --now "$one" || return 1
      done
      ;;
    supervisord)
      if systemd_runs; then
        systemctl enable -q --now contenthub-supervisord || return 1
      else
        as_owner "$PREFIX/bin/supervisord" -c "$CONFIGURATION/supervisord.conf" ||
          return 1
      fi
      ;;
  esac
  wait_for 90 "a worker" program "$(current)" worker --check &&
    wait_for 90 "a scheduler" program "$(current)" scheduler run --check
}

wait_for() { # seconds, what for, and the command that ends the wait
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    if [ $SECONDS -ge $end ]; then
      say "no sign of $what in time" >&2
      return 1
    fi
    sleep 1
  done
}
