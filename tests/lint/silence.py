"""The library neither prints nor ends the process, and leaves locale and signals alone."""

import re

import tree

FORBIDDEN = re.compile(
    r"\b(?:v?printf|puts|putchar|perror|g_print|g_printerr|g_message|g_warning|g_info|g_debug"
    r"|exit|_exit|_Exit|quick_exit|abort|g_error"
    r"|setlocale|uselocale|signal|sigaction|sigprocmask|pthread_sigmask)\s*\("
    r"|\b(?:stdout|stderr)\b")

faults = []
names = [n for n in tree.sources("src/", ".c", ".h") if not n.startswith("src/cli/")]
for name in names:
    for number, line in tree.lines(name):
        for match in FORBIDDEN.finditer(line):
            faults.append(f"{name}:{number}: the library may not use {match.group().strip('( ')}")
tree.verdict(faults, len(names))
