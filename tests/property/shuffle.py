"""A copy of the sample with the features of every layer in another order."""

import os
import random
import re
import shutil
import sqlite3
import struct
import zipfile

import program


def shuffle_shapefile(stem, rng):
    """Records of .shp and .dbf in one new order; the .shx is written to fit."""
    with open(stem + ".shp", "rb") as file:
        shp = file.read()
    with open(stem + ".dbf", "rb") as file:
        dbf = file.read()
    shapes, at = [], 100
    while at < len(shp):
        words = struct.unpack_from(">i", shp, at + 4)[0]
        shapes.append(shp[at + 8:at + 8 + 2 * words])
        at += 8 + 2 * words
    count, begin, width = struct.unpack_from("<IHH", dbf, 4)
    lines = [dbf[begin + k * width:begin + (k + 1) * width] for k in range(count)]
    assert count == len(shapes)
    order = list(range(count))
    rng.shuffle(order)
    body, index, offset = b"", b"", 50
    for number, k in enumerate(order, 1):
        words = len(shapes[k]) // 2
        body += struct.pack(">ii", number, words) + shapes[k]
        index += struct.pack(">ii", offset, words)
        offset += 4 + words
    with open(stem + ".shx", "rb") as file:
        head = file.read(100)
    write(stem + ".shp", shp[:100] + body)
    write(stem + ".shx", head + index)
    write(stem + ".dbf", dbf[:begin] + b"".join(lines[k] for k in order) + dbf[begin + count * width:])


def shuffle_geopackage(path, rng):
    """Rows of every feature table under new fids. The index over them is dropped: it is optional."""
    db = sqlite3.connect(path)
    for name, in db.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        db.execute(f'DROP TRIGGER "{name}"')
    for table, in db.execute("SELECT table_name FROM gpkg_contents").fetchall():
        db.execute(f'DROP TABLE "rtree_{table}_geom"')
        rows = db.execute(f'SELECT * FROM "{table}"').fetchall()
        rng.shuffle(rows)
        marks = ",".join("?" * len(rows[0]))
        db.execute(f'DELETE FROM "{table}"')
        db.executemany(f'INSERT INTO "{table}" VALUES ({marks})',
                       [(fid, *row[1:]) for fid, row in enumerate(rows, 1)])
    db.execute("DELETE FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'")
    db.commit()
    db.close()


def shuffle_table(path, rng):
    head, *lines = read(path).splitlines(keepends=True)
    rng.shuffle(lines)
    write(path, head + b"".join(lines))


def shuffle_survey(path, rng):
    """Parcels begin with a line that ends in @."""
    parts = [[]]
    for line in read(path).splitlines(keepends=True):
        if line.rstrip().endswith(b"@"):
            parts.append([])
        parts[-1].append(line)
    head, *parcels = parts
    rng.shuffle(parcels)
    write(path, b"".join(line for part in [head] + parcels for line in part))


def shuffle_sheet(path, rng):
    """Rows of the sheet below two titles and the header, under new numbers."""
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name).decode() for name in file.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    rows = re.findall(r'<row r="\d+">.*?</row>', parts[sheet])
    head, body = rows[:3], rows[3:]
    rng.shuffle(body)
    body = [re.sub(r' r="([A-Z]*)\d+"', lambda m, n=n: f' r="{m[1]}{n}"', row) for n, row in enumerate(body, 4)]
    before, after = parts[sheet].split(rows[0])[0], parts[sheet].split(rows[-1])[1]
    parts[sheet] = before + "".join(head + body) + after
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(name, text)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    with open(path, "wb") as file:
        file.write(data)


def shuffled_sample(folder, seed):
    """Make the copy in a folder that is not there yet; the path of its project file."""
    rng = random.Random(seed)
    data = os.path.join(folder, "delivery-1")
    shutil.copytree(os.path.join(program.SAMPLE, "delivery-1"), data)
    project = shutil.copy(os.path.join(program.SAMPLE, "project.yaml"), folder)
    for name in sorted(os.listdir(data)):
        path, ending = os.path.join(data, name), os.path.splitext(name)[1]
        if ending == ".shp":
            shuffle_shapefile(path[:-4], rng)
        elif ending == ".gpkg":
            shuffle_geopackage(path, rng)
        elif ending == ".xlsx":
            shuffle_sheet(path, rng)
        elif ending == ".csv":
            shuffle_table(path, rng)
        elif ending == ".txt":
            shuffle_survey(path, rng)
    return project
