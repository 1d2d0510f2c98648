"""The store: products by key, durable writes, locks, sweep, swap. It knows bytes and names only."""

from pipeline.store.locks import Lock
from pipeline.store.products import Store, canonical, product_key

__all__ = ["Lock", "Store", "canonical", "product_key"]
