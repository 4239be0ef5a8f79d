"""The language server: pygls at the rim, one mutable session behind it."""
