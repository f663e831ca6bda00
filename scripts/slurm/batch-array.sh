#!/bin/bash
# One shard of an export for each task of a Slurm job array; then, when all are done, one result.
#   sbatch --array=0-15 scripts/slurm/batch-array.sh EXPORT RESULTS [OPTIONS OF openvfa batch]
#   sbatch --dependency=afterany:JOB scripts/slurm/batch-merge.sh RESULTS
# A task that failed or was cancelled goes on where it stopped, when it is run again alone,
#   OPENVFA_SHARDS=16 sbatch --array=7 scripts/slurm/batch-array.sh EXPORT RESULTS [THE SAME OPTIONS]
# or with the whole array as it was, which does nothing for the tasks that are finished.
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

# Slurm tells an array of one task nothing of the array it belongs to.
shard=auto
[[ -n ${OPENVFA_SHARDS:-} ]] && shard=$SLURM_ARRAY_TASK_ID/$OPENVFA_SHARDS

# Slurm says TERM to this shell five minutes before the end; openvfa then finishes the films in hand.
"$openvfa" batch "$export_folder" --out "$results/shard-$SLURM_ARRAY_TASK_ID" --shard "$shard" \
  --jobs "${SLURM_CPUS_PER_TASK:-1}" --quiet "$@" &
batch=$!
trap 'kill -TERM "$batch"' TERM
wait "$batch"
status=$?
((status > 128)) && { wait "$batch"; status=$?; }
# 4: done, some films failed (RESULTS/shard-N/failures.csv); 3: this shard holds nothing to assess. Both are finished.
((status == 4 || status == 3)) && exit 0
exit "$status"
