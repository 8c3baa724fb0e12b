"""What a file's name says it holds.

Lives here: the table of endings. Not here: what the bytes say (sniffing.py).
"""

from typing import Literal, TypeAlias

Form: TypeAlias = Literal["html", "text", "warc", "jsonl"]

_FORMS: dict[str, Form] = {
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "text",
    ".warc": "warc",
    ".warc.gz": "warc",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonl.gz": "jsonl",
    ".ndjson.gz": "jsonl",
}


def form_of(name: str) -> Form | None:
    """What a file's name says it holds; None if files of such a name are not read."""
    lowered = name.lower()
    return next((form for ending, form in _FORMS.items() if lowered.endswith(ending)), None)
