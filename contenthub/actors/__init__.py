"""One small actor per transition: claim, call out, lifecycle. Nothing else."""
