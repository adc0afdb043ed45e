"""What went wrong, in a sentence for the person who runs the set-up."""


class AssetError(Exception):
    """An asset cannot be built or fetched; the message says what to do."""
