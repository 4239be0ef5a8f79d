"""The kinds of prompt files that are no plain request: one module reads each."""
