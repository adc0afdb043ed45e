"""The tables of single subjects; those of cases and seats are in `store.py`."""
