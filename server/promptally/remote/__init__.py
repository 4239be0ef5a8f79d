"""The API's own counts, and the cache that keeps them."""
