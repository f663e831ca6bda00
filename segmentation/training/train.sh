#!/bin/sh
# Trains the three networks from nothing: simulate, train, export, evaluate, write the model cards.
#   segmentation/training/train.sh [--minutes M] [--films N] [--device cpu|cuda] | --smoke
# --smoke: a minute of all three, in a folder of its own; says whether each learns, and keeps nothing.
# Needs Debian's python3-torch, python3-numpy, python3-opencv, python3-onnx, and the built targets simulate_films and learn_shape.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
minutes=75 films=3200 device=cpu workers=0 smoke=
while [ $# -gt 0 ]; do
  case "$1" in
    --smoke) smoke=1; shift; continue ;;
    --minutes) minutes=$2 ;;
    --films) films=$2 ;;
    --device) device=$2; [ "$2" = cpu ] || workers=6 ;;
    *) sed -n '2,5p' "$0" >&2; exit 2 ;;
  esac
  shift 2
done
python=${PYTHON:-/usr/bin/python3}
simulate=${SIMULATE_FILMS:-$root/build/release/bin/simulate_films}
if [ -n "$smoke" ]; then
  [ -x "$simulate" ] || { echo "build first: cmake --preset release && cmake --build --preset release -t simulate_films" >&2; exit 1; }
  exec "$python" "$here/smoke.py" --simulate "$simulate"
fi
work=$here/work
mkdir -p "$work"
learn_shape=$root/build/release/bin/learn_shape
[ -x "$simulate" ] && [ -x "$learn_shape" ] || { echo "build first: cmake --preset release && cmake --build --preset release -t simulate_films learn_shape" >&2; exit 1; }

"$simulate" "$work/films" --count "$films" --seed 1 --threads "$(nproc)"
"$simulate" "$work/heldout" --count 60 --seed 2 --threads "$(nproc)"
"$simulate" "$work/test" --count 150 --seed 3 --threads "$(nproc)"

cd "$here"
export OMP_NUM_THREADS=1
# With jemalloc (Debian's libjemalloc2), where it is installed, an iteration takes about two thirds of the time:
# glibc gives every large tensor back to the system and faults it in again.
for jemalloc in /usr/lib/*/libjemalloc.so.2; do
  [ -e "$jemalloc" ] && export LD_PRELOAD="$jemalloc" MALLOC_CONF=dirty_decay_ms:20000,muzzy_decay_ms:20000
done
# One thread each: they run side by side.
"$python" locate_train.py --minutes "$minutes" --device "$device" --workers "$workers" >"$work/locate.out" 2>&1 &
locate=$!
"$python" refine_train.py --minutes "$minutes" --device "$device" --workers "$workers" >"$work/refine.out" 2>&1 &
refine=$!
wait "$locate"
# The small one takes half the time and follows the first that is done.
"$python" context_train.py --minutes "$((minutes / 2 > 0 ? minutes / 2 : 1))" --device "$device" --workers "$workers" >"$work/context.out" 2>&1 &
context=$!
wait "$refine"
wait "$context"
"$python" export.py
"$learn_shape" "$here/../models/shape.txt" 2000
"$python" evaluate.py
