#!/bin/sh
# Makes the virtual environment $VENV with the pinned packages of the lock file $1, and ebbline in it.
# Says which package of the system is missing, if one is.
set -eu
lock=$1

missing() {
  echo "Ebbline needs $1. Install it, then run make again:" >&2
  echo "  Debian, Ubuntu, WSL:  sudo apt-get install $2" >&2
  echo "  Fedora:               sudo dnf install $3" >&2
  echo "  macOS (Homebrew):     brew install $4" >&2
  exit 2
}

is_new_enough() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

if [ -n "${PYTHON:-}" ]; then
  is_new_enough "$PYTHON" || {
    echo "$PYTHON is not Python 3.11 or later." >&2
    missing "a newer Python" "python3 python3-venv" python3 python
  }
else
  # A command of that name may be there and not run (version managers), so each is tried.
  for name in python3 python3.13 python3.12 python3.11 python3.14; do
    if is_new_enough "$name"; then
      PYTHON=$name
      break
    fi
  done
  [ -n "${PYTHON:-}" ] || {
    if command -v python3 >/dev/null 2>&1; then echo "Found only $(python3 --version)." >&2; fi
    missing "Python 3.11 or later" "python3 python3-venv" python3 python
  }
fi
if ! "$PYTHON" -c 'import venv, ensurepip' 2>/dev/null; then
  missing "Python's venv module" python3-venv python3 python
fi

if [ ! -x "$VENV/bin/python" ]; then
  echo "Setting up $VENV with $("$PYTHON" --version) (once; a few minutes) …"
  "$PYTHON" -m venv "$VENV"
fi
if ! "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"; then
  echo "The pinned packages could not be installed (see above)." >&2
  echo "If a package had to be compiled and that failed, a compiler is missing:" >&2
  missing "a C compiler and Python's headers" "build-essential python3-dev" "gcc python3-devel" "gcc"
fi
"$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
