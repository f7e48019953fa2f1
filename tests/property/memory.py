"""`lantu overlay --memory` finds the same for any bound, or says that it is too little: memory.py PROGRAM."""

import math
import os
import re
import sqlite3
import struct
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program

SIDE = 70  # so many discs in a row
POINTS = 100
TOO_LITTLE = re.compile(rb"lantu: --memory allows \d+ MB, the work takes at least \d+ MB; allow more\n")
SCHEMA = """
PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300;
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
  organization_coordsys_id INTEGER, definition TEXT, description TEXT);
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, description TEXT,
  last_change DATETIME, min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER);
CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER,
  z TINYINT, m TINYINT);
CREATE TABLE t (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, geom POLYGON, kind TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES ('4526', 4526, 'EPSG', 4526, 'undefined', NULL);
INSERT INTO gpkg_geometry_columns VALUES ('t', 'geom', 'POLYGON', 4526, 0, 0);
"""


def disc(x, y, radius):
    ring = [(x + radius * math.cos(2 * math.pi * i / POINTS), y + radius * math.sin(2 * math.pi * i / POINTS))
            for i in range(POINTS)]
    ring.append(ring[0])
    return (b"GP\0\x01" + struct.pack("<iBIII", 4526, 1, 3, 1, len(ring)) +
            b"".join(struct.pack("<dd", *point) for point in ring))


def write(path, by, radius):
    db = sqlite3.connect(path)
    db.executescript(SCHEMA)
    east, north = 38500000, 3400000
    db.execute("INSERT INTO gpkg_contents VALUES ('t', 'features', 't', '', '2026-01-01T00:00:00.000Z', "
               "?, ?, ?, ?, 4526)", (east - 100, north - 100, east + 20 * SIDE + 100, north + 20 * SIDE + 100))
    db.executemany("INSERT INTO t (geom, kind) VALUES (?, ?)", (
        (disc(east + by + 20 * (i % SIDE), north + 20 * (i // SIDE), radius), str(i % 3))
        for i in range(SIDE * SIDE)))
    db.commit()
    db.close()


def overlay(lantu, memory, jobs):
    """Exit code, the table, the bytes of the file or None, and stderr."""
    bound = ("--memory", memory) if memory else ()
    done = program.run(lantu, "overlay", "a.gpkg", "b.gpkg", "--class", "kind", "-f", "csv", "-o", "out.gpkg",
                       "--lang", "en", "-q", "-j", str(jobs), *bound)
    content = None
    if os.path.exists("out.gpkg"):
        with open("out.gpkg", "rb") as file:
            content = file.read()
        os.unlink("out.gpkg")
    return done.code, done.out, content, done.err


def main():
    lantu, faults = os.path.abspath(sys.argv[1]), []
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        write("a.gpkg", 0, 11)
        write("b.gpkg", 7, 9)
        wanted = overlay(lantu, None, 1)
        if wanted[0] != 0 or wanted[2] is None:
            program.verdict([f"exit code {wanted[0]}: {wanted[3]}"], "stopped")
        bounds = [(memory, jobs) for memory in ("1MB", "24MB", "40MB", "64MB", "100MB", "99TB") for jobs in (1, 3)]
        for memory, jobs in bounds:
            code, table, content, err = overlay(lantu, memory, jobs)
            is_right = ((code, table, content) == wanted[:3] and memory != "1MB" or
                        (code, table, content) == (3, b"", None) and memory != "99TB" and
                        TOO_LITTLE.fullmatch(err if isinstance(err, bytes) else err.encode()))
            if not is_right:
                faults.append(f"--memory {memory} -j {jobs}: exit code {code}, "
                              f"{'another' if content != wanted[2] else 'the same'} file, {err!r}")
            print(memory, jobs, code)
        os.chdir("/")
    program.verdict(faults, f"{len(bounds)} bounds")


if __name__ == "__main__":
    main()
