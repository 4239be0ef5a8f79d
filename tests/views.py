"""Views of files, where processes that are begun anew can import them."""

from promptally.analysis import Analysis
from promptally.cli.reading import Best
from promptally.view.summary import Summary, summarise


def summarised(path: str, analysis: Analysis, _best: Best) -> Summary:
    return summarise(path, analysis)
