"""Write the schemas that are made: `python -m tests.schemas`."""

from . import files

for name in files.MADE:
    path = files.FOLDER / f"{name}.schema.json"
    path.write_text(files.made(name), encoding="utf-8", newline="")
