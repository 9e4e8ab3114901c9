"""Run, watch and safely change data jobs on five control planes, with one vocabulary."""
