"""The same work, compiled: each file here does what its namesake above does in plain Python.

The plain files are the oracle and serve small corpora, so that nobody waits for a compiler; both
give the same rows, and tests hold them against each other."""
