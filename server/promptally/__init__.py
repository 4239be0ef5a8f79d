"""What prompts for Claude cost in tokens, while they are written.

The package is layered; `server/ARCHITECTURE.md` draws the map.
"""

__version__ = "0.1.0"
