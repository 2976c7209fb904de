"""What is said to an author whose file is not YAML: code, sentence and advice for each slip.

The words in braces are filled in by :mod:`sim.scenario.syntax`.
"""

from __future__ import annotations

QUOTE_ALL = "Put the whole text in quotation marks."

SLIPS: dict[str, tuple[str, str, str]] = {
    "unreadable": (
        "NC101",
        "From here on the file cannot be read.",
        "Look at this line and the one before it: quotation marks, colons, brackets, indentation.",
    ),
    "comma": (
        "NC101",
        "Before this a comma or a closing bracket is missing.",
        "Entries in braces and brackets are separated by commas.",
    ),
    "comma at end": (
        "NC101",
        "At the end of line {line} a comma is missing.",
        "Entries in braces and brackets are separated by commas, also over several lines.",
    ),
    "no value": (
        "NC101",
        "Before {what} a value is missing.",
        "Write it, or delete the sign; a text that contains it goes into quotation marks.",
    ),
    "open quote": (
        "NC102",
        "Line {line} opens a quotation mark that is never closed.",
        "Write {mark} at the end of the text.",
    ),
    "open apostrophe": (
        "NC102",
        "Line {line} opens a quotation mark that is never closed.",
        "Write ' at its end. A text that begins with an apostrophe goes into double quotes.",
    ),
    "late quote": (
        "NC102",
        "Line {line} opens a quotation mark that only the next text, in line {last}, closes.",
        "Write {mark} at the end of the text in line {line}.",
    ),
    "open bracket": (
        "NC103",
        "Line {line} opens a '{sign}' that is never closed.",
        "Write '{closing}' where it ends.",
    ),
    "bracket before a hashtag": (
        "NC103",
        "From '{tag}' on line {line} is a comment, so its '{sign}' is never closed.",
        "Put the text with the # in quotation marks.",
    ),
    "closes nothing": (
        "NC103",
        "This '{sign}' closes nothing.",
        "Delete it, or write the '{opening}' that it belongs to.",
    ),
    "not an item": (
        "NC104",
        "This line stands among the items of the list from line {around} on, but has no '- '.",
        "Write '- ' before it, or indent it like the key that it belongs to.",
    ),
    "not a key": (
        "NC104",
        "This list item stands among the keys from line {around} on.",
        "Put the key of the list on the line above, or indent the item below its key.",
    ),
    "key with a dash": (
        "NC104",
        "Line {around} begins with '- ', but line {line}, in the same column, does not.",
        "An entry here begins with its id and a colon: leave out each '- '.",
    ),
    "glued dash": (
        "NC104",
        "After this hyphen a space is missing.",
        "An entry of a list begins with a hyphen and a space. Write '- {rest}'",
    ),
    "dash before a key": (
        "NC104",
        "This line begins with '- ', but the lines beside it, from line {around} on, do not.",
        "If an entry here begins with its id and a colon, leave out the '- '.",
    ),
    "too far out": (
        "NC104",
        "This line is indented by {other}, but the lines before it and line {line} by {own}.",
        "Lines that belong together begin in the same column.",
    ),
    "long text not set in": (
        "NC104",
        "Line {above} announces a long text by '{sign}', but this line is not indented below it.",
        "Begin each line of the text two spaces further in than its key.",
    ),
    "not aligned": (
        "NC104",
        "This line is indented by {own}, line {above} by {over} and line {around} by {other}.",
        "Lines that belong together begin in the same column.",
    ),
    "off by itself": (
        "NC104",
        "This line is indented by {own}, the lines around it, from line {around} on, by {other}.",
        "Lines that belong together begin in the same column.",
    ),
    "not the first column": (
        "NC104",
        "This line does not begin in the column of the first one, line {around}.",
        "Lines that belong together begin in the same column.",
    ),
    "below a value": (
        "NC104",
        "This line is indented below line {above}, which already has a value.",
        "Begin it in the column of the key in line {above}, or delete that value.",
    ),
    "special space": (
        "NC133",
        "Here stands a special space: it looks like a common one, but YAML takes it as a letter.",
        "Write a common space instead. They come along with text pasted from web pages and Word.",
    ),
    "no space": (
        "NC107",
        "After '{key}:' a space is missing.",
        "Write '{key}: ' with a space.",
    ),
    "no space in braces": (
        "NC107",
        "After this colon a space is missing.",
        "Write ': ' with a space; a text with a colon goes into quotation marks.",
    ),
    "no colon": (
        "NC108",
        "Line {line} has no colon: '{what}'.",
        "Write 'key: value'. What continues the text above is indented further than its key.",
    ),
    "another sign": (
        "NC108",
        "Line {line} has no colon: '{what}'.",
        "Between a key and its value stand a colon and a space. Write: {meant}",
    ),
    "remark": (
        "NC108",
        "Line {line} has no colon: '{what}'.",
        "If it is a remark for people only, begin it with '# '.",
    ),
    "no colon above": (
        "NC108",
        "Line {line} has no colon, but lines that belong to a key follow it.",
        "Write a colon after its key.",
    ),
    "list on the line": (
        "NC109",
        "A list cannot begin on the line of its key.",
        "Write each '- ' on a line of its own below; a text with it goes into quotation marks.",
    ),
    "spaced minus": (
        "NC109",
        "A hyphen and a space begin an entry of a list.",
        "A number below 0 has no space after its sign. Write: {meant}",
    ),
    "tag": (
        "NC111",
        "A value that begins with ! is a YAML tag; a scenario has none.",
        "Delete it. If it is text, put the whole text in quotation marks.",
    ),
    "document end": (
        "NC116",
        "The line '...' ends the document for YAML; nothing below it is read.",
        "Delete the line.",
    ),
    "directive": (
        "NC117",
        "A line that begins with % is an instruction to YAML.",
        "Delete it. If it is text, indent it and put it in quotation marks.",
    ),
    "no key": (
        "NC119",
        "Before this colon there is no key.",
        "Write the key. If it is text, put the whole text in quotation marks.",
    ),
    "explicit key": (
        "NC120",
        "A question mark and a space make a key of a special kind.",
        "Write 'key: value'. If it is text, put the whole text in quotation marks.",
    ),
    "long key": (
        "NC123",
        "This key has {length:,} characters; 1,024 is the most.",
        "Shorten it; or a colon is missing earlier in the line.",
    ),
    "special": (
        "NC150",
        "To YAML a value that begins with {sign} is no text.",
        QUOTE_ALL,
    ),
    "text after the sign": (
        "NC150",
        "After '{sign}' a long text begins on the next line, but here it stands on the same one.",
        "Move it there, further in than its key; or put it in quotation marks, with no '{sign}'.",
    ),
    "fence": (
        "NC150",
        "This line of three backticks belongs to the page from which the text was copied.",
        "Delete it, and the one at the end.",
    ),
    "bullet": (
        "NC150",
        "An entry of a list begins with a hyphen, not with an asterisk.",
        "Write '- ' before each entry.",
    ),
    "after quote": (
        "NC151",
        "The quotation mark closes after {quoted}, but '{rest}' follows.",
        "Put the whole text in quotation marks of the other kind: '{quoted} …'",
    ),
    "after apostrophe": (
        "NC151",
        "The quotation mark closes after {quoted}, but '{rest}' follows.",
        "Put the whole text in double quotation marks; apostrophes inside are then letters.",
    ),
    "colon inside": (
        "NC152",
        "The text '{what}' has a colon and a space inside.",
        QUOTE_ALL,
    ),
    "colon inside curly": (
        "NC152",
        "The text '{what}' has a colon and a space inside.",
        'To YAML curly quotation marks are letters: put straight ones (") around the whole text.',
    ),
    "keys on the line": (
        "NC152",
        "Below '{key}' stand keys of its own, so '{what}' cannot stand on its line.",
        "Write it in braces: {meant}",
    ),
    "two keys": (
        "NC152",
        "The text '{what}' has a colon and a space inside.",
        "If '{inner}' is a key, begin a new line with it; if not, put the text in quotation marks.",
    ),
    "lone quote": (
        "NC156",
        "This quotation mark has no partner, and players will see it.",
        'Write " at the beginning and at the end of the text, or at neither.',
    ),
    "bracket inside": (
        "NC153",
        "Inside braces or brackets '{sign}' cuts '{what}' in two.",
        "Put the whole expression or text in quotation marks.",
    ),
}

GROUPS = frozenset(("calendar", "change", "set", "inside", "fates", "news", "on_enter", "wait"))
"""Keys that have keys below them and fit on one line."""

KEYS = frozenset(
    (
        "label", "text", "in", "to", "when", "after", "unless", "once", "cooldown", "weight",
        "chance", "change", "set", "because", "news", "by", "kind", "headline", "body", "seen_by",
        "source", "certainty", "ending", "start", "range", "drift", "role", "playable", "points",
    )
)  # fmt: skip
"""Keys that are easily written on the line of the one before them."""

CURLY = tuple("“”„‟«»‹›‘’‚")
"""Quotation marks of word processors."""

SIGNS = {
    "{": "a brace",
    "}": "a brace",
    "[": "a bracket",
    "]": "a bracket",
    ",": "a comma",
    "|": "a bar",
    ">": "the sign >",
    "&": "the sign &",
    "*": "an asterisk",
    "!": "an exclamation mark",
    "%": "the sign %",
    "@": "the sign @",
    "`": "a backtick",
}
"""What to call the signs that cannot begin a text without quotation marks."""
