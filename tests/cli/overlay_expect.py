"""What the tests of `lantu overlay` share: a list of faults, comparisons that fill it, the program, its shapes."""

import os
import sqlite3
import struct
import sys
import tempfile

import overlay_grid as grid
import program

faults = []
lantu = os.path.abspath(sys.argv[1])


def expect(what, is_so, detail=""):
    if not is_so:
        faults.append(f"{what}: {detail}"[:600])


def same(what, got, want):
    expect(what, got == want, f"{got!r}, expected {want!r}")


def near(what, got, want, relative, absolute=2e-6):
    expect(what, got is not None and abs(got - want) <= absolute + relative * abs(want), f"{got}, expected {want}")


def overlay(*args, code=0):
    done = program.run(lantu, "overlay", *args, "--lang", "en", timeout=300)
    same(f"exit code of {' '.join(args)} ({done.err.strip()})", done.code, code)
    return done


def polygons_of(blob):
    """Polygons of a GeoPackage geometry, as lists of rings: MULTIPOLYGON, little endian, an envelope of four numbers."""
    same("header", (blob[:3], blob[3] & 0b1111), (b"GP\0", 0b0011))
    at, polygons = 40, []

    def take(code):
        nonlocal at
        values = struct.unpack_from("<" + code, blob, at)
        at += struct.calcsize("<" + code)
        return values

    same("type", take("BI"), (1, 6))
    for _ in range(take("I")[0]):
        same("part", take("BI"), (1, 3))
        polygons.append([])
        for _ in range(take("I")[0]):
            n = take("I")[0]
            numbers = take(f"{2 * n}d")
            polygons[-1].append(list(zip(numbers[::2], numbers[1::2])))
    same("end", at, len(blob))
    return polygons


def rings_of(blob):
    return [ring for polygon in polygons_of(blob) for ring in polygon]


def cells_of(rings):
    """The cells of grid.py inside rings whose corners lie on the grid."""
    ring = [[(round(x - grid.EAST), round(y - grid.NORTH)) for x, y in ring[:-1]] for ring in rings]
    return grid.Feature("", None, [ring]).cells()


def components(cells):
    left, found = set(cells), []
    while left:
        part, front = set(), [left.pop()]
        while front:
            x, y = front.pop()
            part.add((x, y))
            beside = {(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)} & left
            left -= beside
            front += beside
        found.append(part)
    return found


def run_checks(names, *helpers):
    """Each check_… of a module in a folder of its own, but for helpers; then the verdict."""
    checks = [check for name, check in names.items() if name.startswith("check_") and check not in helpers]
    for check in checks:
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                check()
            except (KeyError, TypeError, ValueError, OSError, sqlite3.Error) as failure:
                faults.append(f"{check.__name__}: {failure!r}")
            os.chdir("/")
    program.verdict(faults, f"{len(checks)} checks")
