"""Every file that docs/architecture.md names is there; of some folders none is left out of its maps."""

import os
import re

import tree

PAGE = "docs/architecture.md"
FOLDERS = ("diff", "geom", "near", "overlay", "project", "survey")
# Not of the overlay of polygons: distances, validity, planes, and what all of geom/ stands on.
OTHERS = {f"geom/{name}.c" for name in ("area", "border", "boxtree", "edges", "geos", "near", "near_pair", "near_touch",
                                        "nest", "plane", "shapes", "validity")}

text = tree.read(PAGE)
named = set(re.findall(r"`([a-z]+/[\w/-]+\.\w+)`", text))
faults = [f"{PAGE}: {name}: no such file" for name in sorted(named)
          if not any(os.path.exists(os.path.join(tree.ROOT, folder, name)) for folder in ("", "src"))]
there = {name[len("src/"):] for folder in FOLDERS for name in tree.sources(f"src/{folder}/", ".c")}
faults += [f"{PAGE}: {name} is in none of the maps" for name in sorted(there - named - OTHERS)]
tree.verdict(faults, len(named))
