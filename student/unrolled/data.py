"""Texts to learn from. All of them are on this machine already; nothing is downloaded."""

import lzma
import math
import sysconfig
from collections import Counter
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

__all__ = ["hello", "memoryless_bound", "python_source", "shakespeare"]

# Long modules of the standard library that are written in Python, in the order in which they
# are joined: almost four million characters in Python 3.11.
_MODULES = """
    argparse ast asyncio/base_events bdb calendar codecs collections/__init__
    concurrent/futures/_base configparser copy csv dataclasses datetime difflib dis doctest
    email/message enum fractions functools gettext gzip heapq http/client http/server imaplib
    inspect ipaddress json/decoder locale logging/__init__ logging/handlers mailbox mimetypes
    optparse os pdb pickle pickletools platform plistlib posixpath pprint pstats pydoc random
    selectors shutil smtplib socket socketserver ssl statistics string subprocess sysconfig tarfile
    tempfile textwrap threading timeit tokenize trace traceback types typing unittest/case
    unittest/mock urllib/parse urllib/request uuid warnings weakref xml/dom/minidom
    xml/etree/ElementTree
"""


def hello(repeats: int = 1) -> str:
    """Return the lecture's toy text: "hello", or "hello hello hello" for three repeats."""
    if repeats < 1:
        raise ValueError(f"`repeats` is {repeats}; expected at least 1.")
    return " ".join(["hello"] * repeats)


@cache
def shakespeare() -> str:
    """Return fourteen of Shakespeare's plays: 1.75 million characters, 63 distinct ones.

    Speeches only, each below its speaker's name in capitals, tragedies first. The text is the
    nineteenth-century Globe edition and in the public domain.
    """
    packed = files("unrolled").joinpath("texts", "shakespeare.txt.xz").read_bytes()
    return lzma.decompress(packed).decode("ascii")


def python_source(n_chars: int) -> str:
    """Return source code: the first `n_chars` characters of the standard library on this machine.

    The text is the same every time under one version of Python and differs between versions.

    Args:
        n_chars: how many characters, from 1 to about three million.

    Raises:
        ValueError: if this Python has less source code than that.
    """
    if n_chars < 1:
        raise ValueError(f"`n_chars` is {n_chars}; expected at least 1.")
    library = Path(sysconfig.get_path("stdlib"))
    parts: list[str] = []
    length = 0
    for name in _MODULES.split():
        path = library / f"{name}.py"
        if not path.exists():  # modules come and go between versions of Python
            continue
        # Letters outside ASCII are rare here; each would widen the vocabulary for a few uses.
        source = path.read_text("utf-8").encode("ascii", "ignore").decode()
        parts.append(source)
        length += len(source)
        if length >= n_chars:
            return "".join(parts)[:n_chars]
    raise ValueError(
        f"`n_chars` is {n_chars}; this Python's library offers {length}. Ask for less."
    )


def memoryless_bound(text: str) -> float:
    """Return the least mean loss, in nats per character, of a model without memory on `text`.

    Such a model sees the current character only. At best it answers with the frequencies of the
    characters that follow it in this very text, which costs the conditional entropy

        H(next | current) = - sum_{a,b} count(ab)/total * ln(count(ab)/count(a)).

    For "hello" this is (ln 2)/2 = 0.3466: only `l` has two successors, and half of the four pairs
    start with `l`.
    """
    if len(text) < 2:
        raise ValueError(f"`text` has {len(text)} characters; expected at least 2, to make a pair.")
    pairs = Counter(pairwise(text))
    firsts = Counter(text[:-1])
    total = len(text) - 1
    return sum(n / total * math.log(firsts[a] / n) for (a, _), n in pairs.items())
