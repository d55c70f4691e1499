#!/usr/bin/env bash
# One study as a Slurm array: sbatch --array=0-7 slurm.sh study.yml /shared/runs/study
# From the folder where the tandem packages are installed. Every task does its part; at the time limit it finishes
# its step and saves, and a task that is requeued goes on from its last checkpoints.
#SBATCH --job-name=tandem-study
#SBATCH --cpus-per-task=8
#SBATCH --requeue
#SBATCH --signal=B:TERM@120
set -euo pipefail
# Not by npx: that keeps the signal to itself.
exec ./node_modules/.bin/tandem ablate --config "$1" --out "$2" \
  --shard "${SLURM_ARRAY_TASK_ID}/${SLURM_ARRAY_TASK_COUNT}" --threads "${SLURM_CPUS_PER_TASK}"
