#!/usr/bin/env bash
# Proves that the two commands of the README set themselves up on other machines: with the oldest pip
# that Python 3.11 shipped (22.3), with the one of Python 3.11.7 (23.2) and with the current one, and on
# Python 3.12 and 3.13. Each is tried on a copy of the tree with an environment of its own. Where an
# interpreter is missing, the lock files are resolved for it instead, without installing anything.
set -euo pipefail
cd "$(dirname "$0")/.."

# Compiling all modules beforehand takes a third of an installation, and most are never loaded here.
export PIP_NO_COMPILE=0  # as pip reads it: its option is on

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

interpreter() { # the program of Python $1, or nothing
  local found
  for found in "$(command -v "python$1")" "${PYENV_ROOT:-$HOME/.pyenv}"/versions/"$1".*/bin/python; do
    if [ -x "$found" ] && "$found" -c '' 2>/dev/null; then
      "$found" -c 'import sys; print(sys.executable)'
      return
    fi
  done
}

copy_of_the_tree() { # into folder $1: what git tracks, and what it would track
  mkdir -p "$1"
  git ls-files -z --cached --others --exclude-standard |
    tar -cf - --null --files-from=- --ignore-failed-read | tar -xf - -C "$1"
}

try() { # python $1 with pip $2 (own: the one that it brings)
  local folder=$work/tree pip
  copy_of_the_tree "$folder"
  "$1" -m venv "$folder/.venv"
  if [ "$2" != own ]; then
    "$folder/.venv/bin/python" -m pip install -q --disable-pip-version-check "pip$2"
  fi
  pip=$("$folder/.venv/bin/python" -m pip --version | cut -d' ' -f2)
  make -s -C "$folder" install PYTHON="$1" </dev/null
  CONTENTHUB_HOME=$folder/home make -s -C "$folder" run TOPIC='Paper & "ink", $100' </dev/null
  if [ "$2" = own ]; then  # the others have the same pip by now, and the checks install with it
    make -s -C "$folder" .venv/.dev PYTHON="$1" </dev/null
    # Without the measurements of time, which take longest and say the same on each of them.
    (cd "$folder" && .venv/bin/python -m pytest -n 2 -p no:cacheprovider tests/unit -k "not linear")
  fi
  "$folder/.venv/bin/python" -m pip check -q
  echo "$("$1" --version) with pip $pip: works"
  rm -rf "$folder"
}

resolve() { # for Python $1, which is not here
  python3 -m venv "$work/resolve"
  "$work/resolve/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements-build.lock
  local lock
  for lock in requirements.lock requirements-dev.lock; do
    "$work/resolve/bin/python" -m pip install -q --disable-pip-version-check --dry-run --ignore-installed \
      --target "$work/nowhere" --python-version "$1" --only-binary=:all: --require-hashes -r "$lock"
  done
  echo "python $1 is not here; both lock files resolve for it"
}

main=$(interpreter 3.11)
for pip in '==22.3' '==23.2' '>=26'; do
  if [ -n "$main" ]; then try "$main" "$pip"; fi
done
for version in 3.12 3.13; do
  found=$(interpreter "$version")
  if [ -n "$found" ]; then try "$found" own; else resolve "$version"; fi
done
