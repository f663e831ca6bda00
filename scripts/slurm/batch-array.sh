#!/bin/bash
# One shard of an export for each task of a Slurm job array; then, when all are done, one result.
#   sbatch --array=0-15 scripts/slurm/batch-array.sh EXPORT RESULTS [OPTIONS OF openvfa batch]
#   sbatch --dependency=afterany:JOB scripts/slurm/batch-merge.sh RESULTS
# A task that failed or was cancelled is run again alone, with the array as it was, and goes on where it stopped:
#   sbatch --array=0-15 ...         does nothing for the finished tasks, and the rest of the others
#SBATCH --job-name=openvfa
#SBATCH --cpus-per-task=4
#SBATCH --mem=8G
#SBATCH --time=24:00:00
#SBATCH --signal=B:TERM@300
#SBATCH --requeue
set -uo pipefail

export_folder=${1:?an export}
results=${2:?a folder for the results}
shift 2
openvfa=${OPENVFA:-openvfa}

# Slurm says TERM to this shell five minutes before the end; openvfa then finishes the films in hand.
"$openvfa" batch "$export_folder" --out "$results/shard-$SLURM_ARRAY_TASK_ID" --shard auto \
  --jobs "${SLURM_CPUS_PER_TASK:-1}" --quiet "$@" &
batch=$!
trap 'kill -TERM "$batch"' TERM
wait "$batch"
status=$?
((status > 128)) && { wait "$batch"; status=$?; }
# 4: done, some films failed (RESULTS/shard-N/failures.csv); 3: this shard holds nothing to assess. Both are finished.
((status == 4 || status == 3)) && exit 0
exit "$status"
