"""RAW as a value: which files, with which bytes, cut into shards, named by a digest."""
