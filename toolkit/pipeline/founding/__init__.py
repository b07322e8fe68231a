"""How a working folder begins: empty, from a task list, with the months before the tool."""
