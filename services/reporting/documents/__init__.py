"""Public documents."""
