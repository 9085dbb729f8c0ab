"""Known wrong answers to the signals of a text, each with a hint.

Each stands under its question's name in the solution's namespace; other names are the solution's.
"""

import itertools
import re

import numpy as np

from autograder.testing import misconception

# --- quote_mask ----------------------------------------------------------------------------------


@misconception("quote_mask", hint="The closing quote counts as outside. Both quotes are inside.")
def closing_quote_outside(text):
    return np.cumsum([character == '"' for character in text]) % 2


@misconception("quote_mask", hint="The opening quote counts as outside. Both quotes are inside.")
def opening_quote_outside(text):
    quotes = np.array([character == '"' for character in text], dtype=int)
    return (np.cumsum(quotes) - quotes) % 2


@misconception("quote_mask", hint="The quotes themselves count as outside. They are inside.")
def quotes_outside(text):
    quotes = np.array([character == '"' for character in text], dtype=int)
    return (np.cumsum(quotes) % 2) * (1 - quotes)


@misconception(
    "quote_mask",
    hint="A quote that is never closed is left out. It runs to the end of the text.",
)
def only_closed_quotes(text):
    mask = np.zeros(len(text))
    for found in re.finditer(r'"[^"]*"', text):
        mask[found.start() : found.end()] = 1
    return mask


@misconception(
    "quote_mask",
    hint="Yours ends at a line end. Only another quote ends a quote; a `.` in a regular expression "
    "stops at a newline.",
)
def quotes_end_at_line_ends(text):
    inside, mask = False, []
    for character in text:
        mask.append(inside or character == '"')
        inside = (inside != (character == '"')) and character != "\n"
    return np.array(mask, dtype=float)


@misconception("quote_mask", hint='An apostrophe opens and closes quotes, too. Only `"` does.')
def apostrophes_are_quotes(text):
    quotes = np.array([character in "\"'" for character in text], dtype=int)
    return np.maximum(np.cumsum(quotes) % 2, quotes)


@misconception(
    "quote_mask",
    hint="A quote after a backslash is skipped. A backslash is a character like any other.",
)
def backslash_escapes(text):
    quotes = np.array([character == '"' for character in text.replace('\\"', "\\.")], dtype=int)
    return np.maximum(np.cumsum(quotes) % 2, quotes)


@misconception("quote_mask", hint="Your mask is 1 outside and 0 inside.")
def outside_marked(text):
    quotes = np.array([character == '"' for character in text], dtype=int)
    return 1 - np.maximum(np.cumsum(quotes) % 2, quotes)


@misconception(
    "quote_mask",
    hint="From the first quote to the last one, all counts as inside. A second quote ends it.",
)
def from_the_first_to_the_last(text):
    mask = np.zeros(len(text))
    if '"' in text:
        mask[text.index('"') : text.rindex('"') + 1] = 1
    return mask


@misconception("quote_mask", hint="Only the quotes themselves are marked, and not what they hold.")
def quotes_alone(text):
    return np.array([character == '"' for character in text], dtype=float)


@misconception(
    "quote_mask",
    hint="Your signal counts the quotes so far. What matters is whether that number is odd.",
)
def quotes_counted(text):
    return np.cumsum([character == '"' for character in text])


# --- line_position -------------------------------------------------------------------------------


@misconception("line_position", hint="Your lines count from 1. Their first character is at 0.")
def first_character_at_one(text):
    positions, position = [], 0
    for character in text:
        position += 1
        positions.append(position)
        position *= character != "\n"
    return np.array(positions)


@misconception(
    "line_position",
    hint="A newline is at 0 in your count. It ends its own line: the reset comes after it.",
)
def newline_at_zero(text):
    positions, position = [], -1
    for character in text:
        position = 0 if character == "\n" else position + 1
        positions.append(position)
    return np.array(positions)


@misconception(
    "line_position",
    hint="From the second line on, you are one too high: the newline itself is not counted.",
)
def newline_counted(text):
    starts, last = [], 0
    for place, character in enumerate(text):
        starts.append(place - last)
        last = place if character == "\n" else last
    return np.array(starts)


@misconception("line_position", hint="Your count never starts again: a newline resets it.")
def never_reset(text):
    return np.arange(len(text))


@misconception("line_position", hint="You return the number of the line, not the place in it.")
def number_of_the_line(text):
    newlines = np.array([character == "\n" for character in text], dtype=int)
    return np.cumsum(newlines) - newlines


@misconception("line_position", hint="You count what is left to the end of the line.")
def distance_to_the_end(text):
    return np.concatenate([np.arange(len(line))[::-1] for line in text.splitlines(keepends=True)])


@misconception(
    "line_position",
    hint="The newlines are missing from your array. Each character has an entry, they as well.",
)
def newlines_left_out(text):
    return np.concatenate([np.arange(len(line), dtype=float) for line in text.split("\n")])


@misconception("line_position", hint="Your count starts again at each word. Only a newline resets.")
def spaces_reset_as_well(text):
    positions, position = [], 0
    for character in text:
        positions.append(position)
        position = 0 if character.isspace() else position + 1
    return np.array(positions)


@misconception(
    "line_position",
    hint="The first line is at 0 all along. It counts like the others, with no newline before it.",
)
def first_line_at_zero(text):
    newline, positions = -1, []
    for place, character in enumerate(text):
        positions.append(place - newline - 1 if newline >= 0 else 0)
        newline = place if character == "\n" else newline
    return np.array(positions)


# --- nesting_depth -------------------------------------------------------------------------------


@misconception(
    "nesting_depth",
    hint="Your depth is the one before the character. An opening bracket counts at its own place.",
)
def depth_before_the_character(text, opening="{", closing="}"):
    depth, depths = 0, []
    for character in text:
        depths.append(depth)
        depth = max(depth + (character == opening) - (character == closing), 0)
    return np.array(depths)


@misconception(
    "nesting_depth",
    hint="A closing bracket still has the depth of what it closes. The depth after it is one less.",
)
def closing_bracket_still_inside(text, opening="{", closing="}"):
    depth, depths = 0, []
    for character in text:
        before = depth
        depth = max(depth + (character == opening) - (character == closing), 0)
        depths.append(max(before, depth))
    return np.array(depths)


@misconception("nesting_depth", hint="Your depth falls below 0. A bracket too many is ignored.")
def below_zero(text, opening="{", closing="}"):
    return np.cumsum([(c == opening) - (c == closing) for c in text])


@misconception(
    "nesting_depth",
    hint="You cut the depth off at 0 after counting, so that a bracket too many still leaves a "
    "debt: the next opening bracket only pays it back. Keep the count itself from falling below 0.",
)
def cut_off_at_the_end(text, opening="{", closing="}"):
    return np.maximum(np.cumsum([(c == opening) - (c == closing) for c in text]), 0)


@misconception(
    "nesting_depth",
    hint="You take the lowest depth of the whole text off, as if the missing brackets had been "
    "opened before it.",
)
def lifted_to_zero(text, opening="{", closing="}"):
    depth = np.cumsum([(c == opening) - (c == closing) for c in text])
    return depth - min(depth.min(), 0)


@misconception("nesting_depth", hint="Your brackets are always `{` and `}`. They are arguments.")
def braces_only(text, opening="{", closing="}"):
    depth, depths = 0, []
    for character in text:
        depth = max(depth + (character == "{") - (character == "}"), 0)
        depths.append(depth)
    return np.array(depths)


@misconception("nesting_depth", hint="You count what was opened, and never take anything off.")
def never_closed(text, opening="{", closing="}"):
    return np.cumsum([c == opening for c in text])


@misconception("nesting_depth", hint="You say whether a bracket is open. The depth says how many.")
def inside_or_not(text, opening="{", closing="}"):
    depth, depths = 0, []
    for character in text:
        depth = max(depth + (character == opening) - (character == closing), 0)
        depths.append(min(depth, 1))
    return np.array(depths)


@misconception("nesting_depth", hint="Every kind of bracket counts in yours, not only those given.")
def brackets_of_all_kinds(text, opening="{", closing="}"):
    depths = itertools.accumulate(
        text, lambda d, c: max(d + (c in "([{<") - (c in ")]}>"), 0), initial=0
    )
    return np.array(list(depths)[1:])


@misconception("nesting_depth", hint="A closing bracket takes you back to 0. It closes one level.")
def all_closed_at_once(text, opening="{", closing="}"):
    depth, depths = 0, []
    for character in text:
        depth = depth + 1 if character == opening else 0 if character == closing else depth
        depths.append(depth)
    return np.array(depths)


@misconception(
    "nesting_depth",
    hint="Brackets in quotes do not count in yours. The depth does not know about quotes.",
)
def quotes_skipped(text, opening="{", closing="}"):
    depth, depths, quoted = 0, [], False
    for character in text:
        quoted = quoted != (character == '"')
        moves = 0 if quoted else (character == opening) - (character == closing)
        depth = max(depth + moves, 0)
        depths.append(depth)
    return np.array(depths)
