"""The shipped rule packs, read without a YAML library: the part of YAML that they are written in.

Mappings and lists by indentation, `{key: value, …}`, `[value, …]` and `- {…}` on one line, comments on lines of
their own. What is written otherwise ends the lint.
"""

import os
import re

import tree

QUOTED = re.compile(r'"((?:\\.|[^"\\])*)"')
PLAIN = re.compile(r"[^][,{}]+")
KEY = re.compile(r"([\w-]+):\s+")
ENTRY = re.compile(r"([\w-]+):(?:\s+(.*))?$")


def flow(text, at):
    """The value that begins at a place of a line, and where it ends."""
    if text[at] == "[":
        items, at = [], at + 1
        while text[at] != "]":
            item, at = flow(text, at)
            items.append(item)
            while text[at] in ", ":
                at += 1
        return items, at + 1
    if text[at] != "{":
        found = QUOTED.match(text, at) or PLAIN.match(text, at)
        return (found.group(found.lastindex or 0).strip(), found.end())
    mapping, at = {}, at + 1
    while text[at] != "}":
        key = KEY.match(text, at)
        mapping[key.group(1)], at = flow(text, key.end())
        while text[at] in ", ":
            at += 1
    return mapping, at + 1


def value(text):
    if text[0] not in '{["':
        return text
    done, end = flow(text, 0)
    assert end == len(text), text
    return done


def block(lines, at, indent):
    """The mapping or list whose lines stand at an indent, and the line after it."""
    if lines[at][1].startswith("- "):
        items = []
        while at < len(lines) and lines[at][0] == indent:
            text = lines[at][1][2:]
            if text.startswith("{"):
                items.append(value(text))
                at += 1
            else:  # the mapping of the item begins behind the dash
                lines[at] = (indent + 2, text)
                item, at = block(lines, at, indent + 2)
                items.append(item)
        return items, at
    mapping = {}
    while at < len(lines) and lines[at][0] == indent:
        key, text = ENTRY.match(lines[at][1]).groups()
        at += 1
        if text:
            mapping[key] = value(text)
        else:
            mapping[key], at = block(lines, at, lines[at][0])
    assert at == len(lines) or lines[at][0] < indent, lines[at]
    return mapping, at


def rules():
    """(pack, rule) of every shipped pack, in the order of the files."""
    for name in tree.sources("src/share/packs/", ".yaml"):
        lines = [(len(line) - len(line.lstrip()), line.strip())
                 for line in tree.read(name).splitlines()
                 if line.strip() and not line.lstrip().startswith("#")]
        pack, end = block(lines, 0, 0)
        assert end == len(lines), name
        for rule in pack["rules"]:
            yield os.path.basename(name)[:-len(".yaml")], rule
