"""Folders include only to the right, and each foreign library has one folder that sees it."""

import re

import tree

ORDER = ["cli", "report", "mu", "rules", "overlay", "survey", "diff", "near", "project", "io", "crs", "geom", "base"]
APART = {"rules": "overlay", "mu": "overlay"}  # a check and an overlay know nothing of each other
OWNERS = [("crs", r"proj(_\w+)?\.h|geodesic\.h"), ("geom", r"geos_c\.h"),
          ("io", r"(gdal|ogr|cpl|sqlite3)\w*\.h")]
INCLUDE = re.compile(r'\s*#\s*include\s*([<"])([^>"]+)[>"]')


def fault_of(folder, quote, header):
    """Why this folder may not include this header; None where it may."""
    first, _, _ = header.partition("/")
    for owner, pattern in OWNERS:
        if quote == "<" and re.fullmatch(r"(gdal/|proj/)?(" + pattern + ")", header):
            return None if folder == owner else f"only src/{owner}/ includes <{header}>"
    if quote == "<" or header.startswith("share/texts/"):
        return None
    if first not in ORDER:
        return f'"{header}" does not begin with a folder of src/'
    if folder == "cli" and first != "cli":
        return f'src/cli/ uses public headers only, not "{header}"'
    if ORDER.index(first) < ORDER.index(folder):
        return f'src/{folder}/ may not include "{header}": {first} is built on {folder}'
    if first == APART.get(folder):
        return f'src/{folder}/ may not include "{header}": {folder} and {first} stay apart'
    return None


faults, names = [], tree.sources("src/", ".c", ".h")
for name in names:
    folder = name.split("/")[1]
    if folder not in ORDER:
        faults.append(f"{name}: src/{folder}/ is no folder of the order {' → '.join(ORDER)}")
        continue
    for number, line in tree.lines(name, strings=True):
        match = INCLUDE.match(line)
        fault = match and fault_of(folder, *match.groups())
        if fault:
            faults.append(f"{name}:{number}: {fault}")
for name in tree.sources("include/", ".h", ".h.in"):
    names.append(name)
    for number, line in tree.lines(name, strings=True):
        match = INCLUDE.match(line)
        if match and not re.match(r"lantu/|std\w+\.h|glib\.h", match.group(2)):
            faults.append(f"{name}:{number}: a public header may not include {match.group(2)}")
tree.verdict(faults, len(names))
