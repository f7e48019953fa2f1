"""Each row of the catalogue takes the same arguments in both languages and is used somewhere; no
English one says "1 features"."""

import re

import tree

STRING = r'"(?:\\.|[^"\\])*"'
PIECE = rf"(?:{STRING}|PRI\w+)"
ROW = re.compile(rf"LT_TEXT\(\s*(\w+)\s*,\s*({PIECE}(?:\s*{PIECE})*)\s*,\s*({PIECE}(?:\s*{PIECE})*)\s*\)")
CONVERSION = re.compile(r"%(?:(\d+)\$)?[-+ #0']*(\*|\d+)?(?:\.(\*|\d+)?)?"
                        r"((?:hh|h|ll|l|j|z|t|L)?[a-zA-Z]|<PRI\w+>|%|.|$)", re.S)


def text_of(literal):
    """The pieces of a literal as one text; a PRI macro stands as <PRI…>."""
    pieces = re.findall(PIECE, literal)
    return "".join(p[1:-1] if p[0] == '"' else f"<{p}>" for p in pieces)


def arguments(text):
    """Argument number -> type, as printf takes them; None where it is no format."""
    taken, position = {}, 0
    for number, width, digits, kind in CONVERSION.findall(text):
        if kind == "%":
            continue
        if not re.fullmatch(r"(hh|h|ll|l|j|z|t|L)?[diouxXeEfFgGaAcsp]|<PRI\w+>", kind):
            return None
        for star in (width, digits):
            if star == "*":
                position += 1
                taken[position] = "int"
        position += 1
        taken[int(number or position)] = kind
    return taken


# A count before a plural, unless it is a limit, a number, or counts bytes, of which there are many.
PLURAL = re.compile(r"(?<!than )(?<!at most )(?<!line )%(?:\d+\$)?(?:zu|d|u|ld|lld|<PRI\w+>) (?!bytes |is )[a-z]+s\b")

words = set()
for name in tree.sources("src/", ".c", ".h"):
    words.update(re.findall(r"\w+", tree.code(tree.read(name))))

faults, n_rows = [], 0
for name in tree.sources("src/share/texts/", ".def"):
    text = tree.code(tree.read(name), strings=True)
    rows = list(ROW.finditer(text))
    if len(rows) != len(re.findall(r"\bLT_TEXT\(", text)):
        faults.append(f"{name}: a row is not LT_TEXT(ID, \"中文\", \"English\")")
    for row in rows:
        where = f"{name}:{text.count(chr(10), 0, row.start()) + 1}: {row.group(1)}"
        zh, en = (arguments(text_of(row.group(i))) for i in (2, 3))
        n_rows += 1
        if zh is None or en is None:
            faults.append(f"{where}: a % that is no conversion")
        elif zh != en:
            faults.append(f"{where}: arguments differ: {zh} and {en}")
        if PLURAL.search(text_of(row.group(3))):
            faults.append(f"{where}: a plural that a count of 1 makes wrong, write \"features: %zu\"")
        # As LT_T_ID, or as a macro's argument.
        if words.isdisjoint((row.group(1), f"T_{row.group(1)}", f"LT_T_{row.group(1)}")):
            faults.append(f"{where}: used nowhere")
tree.verdict(faults, n_rows)
