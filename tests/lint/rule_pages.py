"""Every rule of the shipped packs has its page docs/rules/<ID>.md."""

import os
import re

import tree

# Ids of rules are upper case (DG-C01), those of layers lower case.
RULE = re.compile(r"^\s*(?:-\s*\{?\s*)?id:\s*[\"']?([A-Z][A-Z0-9-]*)\b", re.M)

faults, ids = [], []
for name in tree.sources("src/share/packs/", ".yaml"):
    found = RULE.findall(tree.read(name))
    ids += found
    if not found:
        faults.append(f"{name}: no rule found")
    faults += [f"{name}: rule {i}: docs/rules/{i}.md is missing" for i in found
               if not os.path.isfile(os.path.join(tree.ROOT, "docs/rules", f"{i}.md"))]
tree.verdict(faults, len(ids))
