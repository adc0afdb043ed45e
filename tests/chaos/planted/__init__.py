"""Planted bugs: each module has `plant()`, which breaks the product inside a service process; the harness must notice."""
