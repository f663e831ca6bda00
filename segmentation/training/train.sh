#!/bin/sh
# Trains both networks from nothing: simulate, train, export, evaluate, write the model cards.
#   segmentation/training/train.sh [--minutes M] [--films N] [--device cpu|cuda]
# Needs Debian's python3-torch, python3-numpy, python3-opencv, python3-onnx, and the built targets simulate_films and learn_shape.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
minutes=75 films=3200 device=cpu workers=0
while [ $# -gt 0 ]; do
  case "$1" in
    --minutes) minutes=$2 ;;
    --films) films=$2 ;;
    --device) device=$2; [ "$2" = cpu ] || workers=6 ;;
    *) sed -n '2,4p' "$0" >&2; exit 2 ;;
  esac
  shift 2
done
python=${PYTHON:-/usr/bin/python3}
simulate=${SIMULATE_FILMS:-$root/build/release/bin/simulate_films}
work=$here/work
mkdir -p "$work"
[ -x "$simulate" ] || { echo "build first: cmake --preset release && cmake --build --preset release -t simulate_films learn_shape" >&2; exit 1; }

"$simulate" "$work/films" --count "$films" --seed 1 --threads "$(nproc)"
"$simulate" "$work/heldout" --count 60 --seed 2 --threads "$(nproc)"
"$simulate" "$work/test" --count 150 --seed 3 --threads "$(nproc)"

cd "$here"
export OMP_NUM_THREADS=1
# One thread each: the two run side by side.
"$python" locate_train.py --minutes "$minutes" --device "$device" --workers "$workers" >"$work/locate.out" 2>&1 &
locate=$!
"$python" refine_train.py --minutes "$minutes" --device "$device" --workers "$workers" >"$work/refine.out" 2>&1 &
refine=$!
wait "$locate"
wait "$refine"
"$python" export.py
"$root/build/release/bin/learn_shape" "$here/../models/shape.txt" 2000
"$python" evaluate.py
