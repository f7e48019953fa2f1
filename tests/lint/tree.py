"""What the lints share: the files of the project, C without comments, and the verdict."""

import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def files():
    """Every file of the project as a path relative to ROOT, sorted."""
    git = ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(git, check=True, capture_output=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):  # no git, or a tree without history
        names = walk()
    return sorted({name for name in names if os.path.isfile(os.path.join(ROOT, name))})


def walk():
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in (".git", "build", "__pycache__")]
        for name in names:
            yield os.path.relpath(os.path.join(folder, name), ROOT)


def sources(prefix, *endings):
    return [f for f in files() if f.startswith(prefix) and f.endswith(endings)]


def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


TOKEN = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def code(text, strings=False):
    """C text with comments blanked, and strings too unless asked for; lines keep their numbers."""
    def blank(match):
        token = match.group()
        if token[0] != "/":
            return token if strings else '""'
        return re.sub(r"[^\n]", " ", token)
    return TOKEN.sub(blank, text)


def lines(name, strings=False):
    return enumerate(code(read(name), strings).split("\n"), 1)


def verdict(faults, n_checked):
    """End the lint: every fault on a line of its own, exit 1 where there is one."""
    for fault in faults:
        print(fault)
    print(f"{n_checked} checked, {len(faults)} faults")
    sys.exit(1 if faults else 0)
