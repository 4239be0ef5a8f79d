"""Nodes to prompts: Messages requests, batches, and what they are made of."""
