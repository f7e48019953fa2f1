"""liblantu.so exports exactly what include/lantu marks LT_PUBLIC: symbols.py LIBRARY."""

import re
import subprocess
import sys

import tree

marked = set()
for name in tree.sources("include/lantu/", ".h", ".h.in"):
    text = re.sub(r"(?m)^\s*#.*$", "", tree.code(tree.read(name)))
    marked.update(re.findall(r"\bLT_PUBLIC\b[^;({]*?(\w+)\s*(?:\(|\[|;)", text))

listing = subprocess.run(["nm", "-D", "--defined-only", sys.argv[1]], check=True,
                         capture_output=True, text=True).stdout
exported = {line.split()[-1].split("@")[0] for line in listing.splitlines()}
# Names of the linker and of sanitizers begin with an underscore, ours never do.
exported = {name for name in exported if not name.startswith("_")}

faults = [f"{name}: exported, but no header marks it LT_PUBLIC" for name in sorted(exported - marked)]
faults += [f"{name}: LT_PUBLIC, but the library has no such symbol" for name in sorted(marked - exported)]
tree.verdict(faults, len(marked))
