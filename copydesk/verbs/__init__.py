"""The verbs of the command, a file a family; each imports what it needs when it is called."""
