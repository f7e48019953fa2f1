"""No file of the project names a folder of the machine it was written on."""

import os
import re

import tree

# Not after a name or a placeholder, where it is a relative folder. The brackets keep this file clean.
PLACE = re.compile(rb"(?<![\w.~})$-])/(?:[w]ork|[r]oot|[h]ome/\w+)/")

faults, names = [], tree.files()
for name in names:
    with open(os.path.join(tree.ROOT, name), "rb") as file:
        for match in PLACE.finditer(file.read()):
            number = match.string.count(b"\n", 0, match.start()) + 1
            faults.append(f"{name}:{number}: path of a machine: {match.group().decode()}…")
tree.verdict(faults, len(names))
