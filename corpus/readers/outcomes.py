"""What leaves the readers: refusals as drops, and every text field in a form that can be stored and printed anywhere.

Lives here: the last step for whatever a reader gives. Not here: what is refused and why (corpus.sniffing).
"""

import re
from typing import Any

from msgspec.structs import replace

from corpus.model import Capture, Drop
from corpus.sniffing import refuse_bytes

# JSON can spell half of a character, which no encoding can write; NUL ends a text in some databases.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def refused(body: bytes, place: str) -> Drop | None:
    """The row for bytes that cannot be a page; None if they may be one."""
    refusal = refuse_bytes(body)
    return Drop(place=place, reason=refusal.reason, detail=refusal.detail) if refusal else None


def storable(item: Capture | Drop) -> Capture | Drop:
    """The same item; what cannot be stored in any of its texts is written as U+FFFD."""
    values = ((name, getattr(item, name)) for name in item.__struct_fields__)
    mended: dict[str, Any] = {
        name: _UNSTORABLE.sub("\ufffd", value)
        for name, value in values
        if type(value) is str and _UNSTORABLE.search(value)
    }
    return replace(item, **mended) if mended else item
