# The change from one version to the next, and the way back. What the way back needs stands in the
# journal before anything is changed, so that an interrupted run is gone on with.

change_over() {
  if [ -e "$JOURNAL" ]; then previous=$(of_journal previous) || previous=; else previous=$(current); fi
  if is_in_place; then
    say "nothing to do: $release runs, and its service files are in place"
    checklist || { say "a check failed: see above" >&2 && exit 1; }
    return
  fi
  if [ -n "$dry" ]; then
    say "would stop the service, copy and migrate the database, put $release in place,"
    say "install service files for $supervisor, start it and go through the checklist"
    return
  fi
  begin
  trap 'say "interrupted: run it again, it goes on from here" >&2; exit 1' INT TERM HUP
  if take_over && new_failures; then
    finish
  elif [ -n "$previous" ] && [ "$previous" != "$release" ]; then
    go_back
    exit 1
  else
    say "it does not run as it should, and there is no version before: see above and the service's log," >&2
    say "put it right, and run this again" >&2
    exit 1
  fi
}

is_in_place() { # the release, its files, and no change that was broken off
  [ ! -e "$JOURNAL" ] && [ -e "$release/.complete" ] && [ "$(current)" = "$release" ] || return 1
  make_service_files || return 1
  local source target
  while read -r source target; do
    cmp -s "$source" "$target" || return 1
  done < <(service_files)
  [ "$supervisor" = none ] || program "$release" worker --check >/dev/null 2>&1
}

of_journal() { # a value that was noted; fails where there is none
  [ -e "$JOURNAL" ] && sed -n "s/^$1=//p" "$JOURNAL" | tail -1 | grep .
}

note() { printf '%s=%s\n' "$1" "$2" >>"$JOURNAL" && sync "$JOURNAL"; }

begin() { # note how it stands, once
  if [ -e "$JOURNAL" ]; then
    say "an installation was interrupted: going on"
    return
  fi
  keep_service_files
  failures "$previous" >"$RELEASES/.failed-before" || true # one that cannot tell had none
  printf 'previous=%s\n' "$previous" >"$JOURNAL.new"
  sync "$JOURNAL.new"
  mv "$JOURNAL.new" "$JOURNAL" # all of it or nothing: without the version before there is no way back
}

take_over() {
  say "stopping the service"
  stop_service || return 1
  copy_database || return 1
  say "migrating the database"
  migrate || return 1
  lead_to "$release" || return 1
  install_service_files || return 1
  say "starting the service ($supervisor)"
  start_service || return 1
}

before() { # the release of before, also where it was made by hand and has been moved since
  if [ "$previous" = "$PREFIX" ] && { [ -L "$PREFIX" ] || [ ! -e "$PREFIX" ]; }; then echo "$RELEASES/by-hand"; else echo "$previous"; fi
}

copy_database() { # by the version that made it; once, or what is migrated would be copied over it
  [ -n "$previous" ] && [ -z "$(of_journal backup)" ] || return 0
  local copy
  copy=$DATA/backups/before-$(basename "$release")-$(date -u +%Y%m%dT%H%M%SZ)
  say "copying the database to $copy"
  if program "$(before)" db backup "$copy" >/dev/null; then
    note backup "$copy"
  else
    say "the database could not be copied: nothing is migrated" >&2
    return 1
  fi
}

migrate() { # a service that was killed counts as alive for some seconds
  local try said answer
  for try in 1 2 3 4 5 6 7 8 9 10; do
    answer=0
    said=$(program "$release" db migrate 2>&1 >/dev/null) || answer=$?
    case $said in *"while a service runs"*) sleep 2 ;; *) break ;; esac
  done
  [ -z "$said" ] || printf '%s\n' "$said" >&2
  return "$answer"
}

failures() { # the names of the checks that fail now, by the release $1; fails where it names none at all
  [ -n "$1" ] || return 0
  { # versions of before may have no checklist
    program "$1" doctor --checklist -f json || [ "$1" = "$release" ] || program "$1" doctor -f json || true
  } 2>/dev/null |
    "$release/bin/python" -c '
import json, sys
text = sys.stdin.read()
start = text.find("[")
rows = json.JSONDecoder().raw_decode(text[start:])[0] if start >= 0 else []
print(*sorted({row["check"] for row in rows if row["status"] == "failed"}), sep="\n")
sys.exit(not rows)'
}

checklist() {
  say "going through the checklist"
  program "$(current)" doctor --checklist
}

new_failures() { # show the checklist; fails where a check does that did not before
  [ "$supervisor" != none ] || { checklist || true; return 0; }
  schedule_copies
  checklist && return 0
  local failed
  failures "$release" >"$RELEASES/.failed-now" || {
    say "the checklist could not be gone through" >&2
    return 1
  }
  failed=$(LC_ALL=C sort "$RELEASES/.failed-now" |
    LC_ALL=C comm -13 <(LC_ALL=C sort "$RELEASES/.failed-before") - | grep .) || return 0
  printf 'failed, and did not before: %s\n' "${failed//$'\n'/, }" >&2
  return 1
}

schedule_copies() { # of a new database: each night, the last fourteen are kept
  [ -z "$previous" ] || return 0
  program "$release" scheduler list -f json | grep -q '"backup"' ||
    program "$release" scheduler create --name nightly-copy --type backup --cron "0 3 * * *" >/dev/null || true
}

finish() {
  rm -rf "$JOURNAL" "$RELEASES/.files" "$RELEASES"/.failed-*
  forget_old_releases
  say "ContentHub $(version) runs: $release"
}

go_back() {
  local old copy
  old=$(before)
  say "going back to $old" >&2
  stop_service || true
  copy=$(of_journal backup) || copy=
  if [ -n "$copy" ] && ! can_use_database "$old"; then
    if ! program "$old" db restore "$copy" >/dev/null; then
      say "the database could not be put back: its copy is $copy; the service is stopped" >&2
      return 1
    fi
    say "the database is that of $copy again; the migrated one is kept beside it" >&2
  fi
  lead_to "$old"
  put_service_files_back
  release=$old start_service || say "the version before did not start: see its log" >&2
  rm -rf "$JOURNAL" "$RELEASES/.files" "$RELEASES"/.failed-*
}

can_use_database() { # whether the schema is that of the release $1
  { program "$1" doctor -f json || true; } 2>/dev/null | "$release/bin/python" -c '
import json, sys
text = sys.stdin.read()
rows = json.JSONDecoder().raw_decode(text[text.find("["):])[0] if "[" in text else []
sys.exit(not any(row["check"] == "schema" and row["status"] == "ok" for row in rows))'
}
