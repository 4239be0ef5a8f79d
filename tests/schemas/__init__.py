"""The JSON Schemas in `schemas/`: written from the SDK's types and from the settings.

`python -m tests.schemas` writes them, and a test compares. `github-models.schema.json`
is kept by hand, for its format has no types to take it from.

They are draft-07, which is what editors know best. Nothing of the SDK's own words is
taken over, only the shapes of its types.
"""
