"""The report as one self-contained HTML page; only text is made, no file is written."""
