"""Every number of a month, computed once: roll-up, rates, lights, statuses, scores, provenance."""
