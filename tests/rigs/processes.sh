# shellcheck shell=bash
# What the rigs have in common, to be sourced: the processes that a rig starts are noted in $dir/pids with the
# moment of their start, and only those are ever ended. `me` and `dir` are the caller's.
die() { echo "$me: $*" >&2; exit 1; }

# Fields of a live process's stat from the state on; nothing when it is gone.
stat_of() {
  local s
  { s=$(<"/proc/$1/stat"); } 2>/dev/null || return 0
  s=${s##*) }
  [ "${s%% *}" = Z ] || echo "$s"
}
since() { local s; read -ra s <<<"$(stat_of "$1")"; echo "${s[19]:-}"; }
note() { echo "$1 $(since "$1")" >>"$dir/pids"; }
children() {
  local p s
  for p in /proc/[0-9]*; do
    read -ra s <<<"$(stat_of "${p#/proc/}")"
    [ "${s[1]:-}" != "$1" ] || echo "${p#/proc/}"
  done
}
kill_below() {
  local p
  for p in $(children "$1"); do kill_below "$p"; kill "$p" 2>/dev/null || true; done
}
# The noted processes that still live (a reused pid does not count).
alive() {
  local pid at
  [ -f "$dir/pids" ] || return 0
  while read -r pid at; do
    [ -n "$at" ] && [ "$(since "$pid")" = "$at" ] && echo "$pid"
  done <"$dir/pids"
  return 0
}
stop() {
  local sig p
  for sig in TERM KILL; do
    p=$(alive); [ -n "$p" ] || return 0
    kill -s "$sig" $p 2>/dev/null || true
    for _ in {1..100}; do [ -n "$(alive)" ] || return 0; sleep 0.1; done
  done
  die "could not stop: $(alive | tr '\n' ' ')"
}
# The first lines of a log tell what went wrong, the last ones what came of it.
ends() { if [ "$(wc -l <"$1")" -le 40 ]; then cat -- "$1"; else head -n 20 "$1"; echo '[...]'; tail -n 15 "$1"; fi; }
step='' log='' ok=
quit() {
  [ -z "$ok" ] || return 0
  trap '' TERM INT HUP
  echo "$me: failed: $step" >&2
  [ -z "$log" ] || [ ! -f "$log" ] || { ends "$log"; echo "$me: whole log: $log"; } >&2
  stop
  kill_below $$
  exit 1
}
