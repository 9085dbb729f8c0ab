"""What a message holds, told from its bytes before any of its values is made.

A byte can stand for an empty list, which takes 56 in memory, and five bytes can claim a list of
four thousand million entries, for which a reader makes room. So both are counted first.
"""

from __future__ import annotations

# First byte of a value -> bytes of its length or count, bytes that follow in any case.
_WITH_LENGTH = {
    **{0xC4: (1, 0), 0xC5: (2, 0), 0xC6: (4, 0)},  # bytes
    **{0xC7: (1, 1), 0xC8: (2, 1), 0xC9: (4, 1)},  # extensions
    **{0xD9: (1, 0), 0xDA: (2, 0), 0xDB: (4, 0)},  # texts
}
_LISTS = {0xDC: 2, 0xDD: 4}
_DICTS = {0xDE: 2, 0xDF: 4}
_FIXED = {
    **{0xCA: 4, 0xCB: 8, 0xCC: 1, 0xCD: 2, 0xCE: 4, 0xCF: 8},  # floats, unsigned
    **{0xD0: 1, 0xD1: 2, 0xD2: 4, 0xD3: 8},  # signed
    **{0xD4: 2, 0xD5: 3, 0xD6: 5, 0xD7: 9, 0xD8: 17},  # short extensions
}


_EXTENSIONS = frozenset({0xC7, 0xC8, 0xC9, 0xD4, 0xD5, 0xD6, 0xD7, 0xD8})
_TIMESTAMP = 0xFF


def is_plain(data: bytes | memoryview, values: int) -> bool:
    """Whether MessagePack holds no more values than this, claims no more than it has bytes.

    Nor may it hold a point in time, of which the reader would make an object.

    Args:
        data: one message; whether it is a valid one is for the reader to find out.
        values: the limit; the work is bounded by it too.
    """
    at, size, claimed = 0, len(data), 1
    for _ in range(values + 1):
        if at >= size:
            return True
        first = data[at]
        at += 1
        if first in _EXTENSIONS:
            code = at + _WITH_LENGTH.get(first, (0, 0))[0]
            if code < size and data[code] == _TIMESTAMP:
                return False
        if 0x80 <= first < 0xA0:
            claimed += (first & 0x0F) * (2 if first < 0x90 else 1)
        elif 0xA0 <= first < 0xC0:
            at += first & 0x1F
        elif first in _WITH_LENGTH:
            width, more = _WITH_LENGTH[first]
            at += width + more + int.from_bytes(data[at : at + width], "big")
        elif first in _FIXED:
            at += _FIXED[first]
        elif first in _LISTS or first in _DICTS:
            width = _LISTS.get(first) or _DICTS[first]
            claimed += int.from_bytes(data[at : at + width], "big") * (1 + (first in _DICTS))
            at += width
        if claimed > min(size, values):
            return False
    return at >= size
