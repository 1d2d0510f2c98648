"""Engines carry batches to stage functions: in this process, or over worker processes."""
