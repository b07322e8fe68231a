"""The steps of collect: files, their pieces, reading in child processes, the judgement of each arrival."""
