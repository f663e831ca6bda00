#!/bin/bash
# Makes one result of the shards that batch-array.sh made; stops where one is missing or not finished.
#   sbatch --dependency=afterany:JOB scripts/slurm/batch-merge.sh RESULTS
#SBATCH --job-name=openvfa-merge
#SBATCH --cpus-per-task=1
set -uo pipefail

results=${1:?the folder of the results}
"${OPENVFA:-openvfa}" merge "$results"/shard-* --out "$results/merged" --fresh
status=$?
((status == 4)) && exit 0
exit "$status"
