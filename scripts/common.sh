# shellcheck shell=bash
# Shared by the scripts beside it; not run by itself.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root" || exit 1

# One compiler for each core, but no more than memory has room for: a file that uses ITK takes about 1 GB.
build_jobs() {
  local cores kilobytes room
  cores=$(nproc)
  kilobytes=$(awk '/^MemAvailable/ {print $2}' /proc/meminfo 2>/dev/null || true)
  room=$((${kilobytes:-999999999} / 1200000))
  ((room >= 1)) || room=1
  echo $((cores < room ? cores : room))
}

export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(build_jobs)}
# CMake takes it at the first configuration; a second build of the same sources is then a matter of seconds.
if [[ -z ${CMAKE_CXX_COMPILER_LAUNCHER:-} ]] && command -v ccache >/dev/null; then
  export CMAKE_CXX_COMPILER_LAUNCHER=ccache
fi

fail() {
  echo "error: $*" >&2
  exit 1
}

# quietly LOG COMMAND...: the command's words go to LOG and are shown only when it fails.
quietly() {
  local log=$1
  shift
  mkdir -p "$(dirname "$log")"
  "$@" >"$log" 2>&1 </dev/null && return
  local status=$?
  tail -n 60 "$log" >&2
  fail "this failed with status $status; its whole output is in $log: $*"
}
