"""What lantu survey writes, read by others: GDAL, zipfile, the SARIF schema: survey_outputs.py PROGRAM.

sarif-2.1.0-rtm.5.json is the schema of OASIS as @microsoft/jest-sarif (MIT) ships it.
"""

import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml
import zipfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
TABLES = os.path.join(program.ROOT, "tests", "case", "survey_table")
TEXTS = os.path.join(program.ROOT, "tests", "case", "survey")
PLANE = ("--crs", "EPSG:4526")
NAMES = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
faults = []


def expect(what, good):
    if not good:
        faults.append(what)


def survey(*args):
    return program.run(PROGRAM, "survey", *args, timeout=300)


def read(*args):
    return json.loads(survey("--json", *args).out)["files"]


def table(name):
    return os.path.join(TABLES, name)


def hostile():
    """A parcel whose name no program may run, or break its file with."""
    with open("hostile.csv", "w", encoding="utf-8") as out:
        out.write('地块号,地块名称,点号,X,Y\n')
        for name, x, y in (("J1", 3930100.123, 38401000), ("J2", 3930100.123, 38401100.5),
                           ("J3", 3930000, 38401100), ("J4", 3930000, 38401000), ("J1", 3930100.123, 38401000)):
            out.write(f'"=cmd|\' /C calc\'!A0","<b>&""甲\x01",{name},{x:.3f},{y:.3f}\n')


def workbook():
    """Cells as zipfile has them: names are texts, no formulas, coordinates and sides as they were."""
    for path in ("one.xlsx", "two.xlsx"):
        done = survey("hostile.csv", table("T10_hole.csv"), *PLANE, "--write-table", path)
        expect(f"workbook: {done.code} {done.err}", done.code in (0, 1) and not done.err)
        time.sleep(1.1)
    with open("one.xlsx", "rb") as one, open("two.xlsx", "rb") as two:
        expect("workbook: other bytes for the same results", one.read() == two.read())
    with zipfile.ZipFile("one.xlsx") as book:
        sheet = xml.fromstring(book.read("xl/worksheets/sheet1.xml"))
        texts = ["".join(t.text or "" for t in item.iter(NAMES + "t"))
                 for item in xml.fromstring(book.read("xl/sharedStrings.xml"))]
    expect("workbook: a formula", not list(sheet.iter(NAMES + "f")))
    expect(f"workbook: {texts}", "=cmd|' /C calc'!A0" in texts and any(t.startswith('<b>&"甲') for t in texts))
    cells = {}
    for cell in sheet.iter(NAMES + "c"):
        value = cell.find(NAMES + "v")
        if value is not None:
            cells[cell.get("r")] = texts[int(value.text)] if cell.get("t") == "s" else float(value.text)
    rows = [[cells.get(column + str(row)) for column in "ABCD"] for row in range(5, 10)]
    side = round(math.hypot(100.123, 0.5), 2)
    expect(f"workbook: {rows}", rows == [["J1", 3930100.123, 38401000, 100.5], ["J2", 3930100.123, 38401100.5, side],
                                         ["J3", 3930000, 38401100, 100], ["J4", 3930000, 38401000, 100.12],
                                         ["J1", 3930100.123, 38401000, None]])
    again = read("one.xlsx")[0]
    first = read("hostile.csv", *PLANE)[0]
    expect("workbook: read again", [p["areas"]["planar"]["m2"] for p in again["parcels"]][0] ==
           first["parcels"][0]["areas"]["planar"]["m2"] and again["parcels"][1]["areas"]["planar"]["m2"] == 9600 and
           again["crs"] == "EPSG:4526" and again["parcels"][1]["holes"] == 1)
    expect("workbook: sides", not [f for f in again["findings"] if f["rule"] == "SV-SIDE"])


def geojson_of(path):
    return json.loads(subprocess.run(["ogr2ogr", "-f", "GeoJSON", "/vsistdout/", path], check=True,
                                     capture_output=True, text=True).stdout)["features"]


def turn(ring):
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))


def shapes():
    args = ("hostile.csv", table("T10_hole.csv"), *PLANE)
    for path in ("s.shp", "s.geojson"):
        done = survey(*args, "-o", path)
        expect(f"{path}: {done.code} {done.err}", done.code in (0, 1) and not done.err)
    expect("shapefile: files", sorted(n for n in os.listdir(".") if n.startswith((".", "s.", "s_"))) ==
           sorted(["s.geojson"] + [f"s{end}.{part}" for end in ("", "_jzd")
                                   for part in ("cpg", "dbf", "prj", "shp", "shx")]))
    with open("s.cpg", encoding="ascii") as cpg:
        expect("shapefile: cpg", cpg.read().strip() == "UTF-8")
    listing = subprocess.run(["ogrinfo", "-al", "s.shp"], check=True, capture_output=True, text=True).stdout
    expect("shapefile: names", "number (String) = =cmd|' /C calc'!A0" in listing and '<b>&"甲' in listing)
    expect("shapefile: shape", re.search(r"POLYGON \(\((38401000(\.0)? 3930100\.123,?|38401100\.5 3930100\.123,?|"
                                         r"38401100(\.0)? 3930000(\.0)?,?|38401000(\.0)? 3930000(\.0)?,?){5}\)\)", listing))
    expect("shapefile: hole", "(38401040 3930060,38401040 3930040,38401060 3930040,38401060 3930060" in listing or
           "(38401040 3930060,38401060 3930060,38401060 3930040,38401040 3930040" in listing)
    corners = subprocess.run(["ogrinfo", "-al", "s_jzd.shp"], check=True, capture_output=True, text=True).stdout
    expect("shapefile: corners", corners.count("OGRFeature") == 4 + 8 and "side_m (Real) = 100.5000" in corners)

    with open("s.geojson", encoding="utf-8") as file:
        features = json.load(file)["features"]
    expect("geojson: features", [f["properties"]["kind"] for f in features] == ["parcel"] * 2 + ["corner"] * 12)
    expect("geojson: name", features[0]["properties"]["name"] == '<b>&"甲\x01')
    for feature in features[:2]:
        for polygon in feature["geometry"]["coordinates"]:
            expect("geojson: shell", turn(polygon[0]) > 0 and polygon[0][0] == polygon[0][-1])
            expect("geojson: holes", all(turn(hole) < 0 for hole in polygon[1:]))
    points = "38401000 3930100.123\n38401100.5 3930100.123\n"
    there = subprocess.run(["gdaltransform", "-s_srs", "EPSG:4526", "-t_srs", "EPSG:4490"], input=points, check=True,
                           capture_output=True, text=True).stdout.splitlines()
    for line, feature in zip(there, features[2:]):
        longitude, latitude = (float(number) for number in line.split()[:2])
        at = feature["geometry"]["coordinates"]
        expect(f"geojson: {at}", abs(at[0] - longitude) < 2e-9 and abs(at[1] - latitude) < 2e-9)
    back = read("s.geojson")[0]
    expect("geojson: read again", abs(back["parcels"][1]["areas"]["planar"]["m2"] - 9600) < 0.1 and
           len(back["parcels"]) == 2)


def validate(path):
    """By jsonschema, of this Python or of Debian's; None where neither has it."""
    code = ("import json, sys, jsonschema\n"
            "schema, log = (json.load(open(name, encoding='utf-8')) for name in sys.argv[1:])\n"
            "jsonschema.Draft7Validator(schema).validate(log)\n")
    for python in (sys.executable, "/usr/bin/python3"):
        if not os.path.exists(python):
            continue
        done = subprocess.run([python, "-c", code, os.path.join(HERE, "sarif-2.1.0-rtm.5.json"), path],
                              capture_output=True, text=True)
        if "No module named 'jsonschema'" not in done.stderr:
            return done.stderr.strip().splitlines()[-1:] if done.returncode else []
    return None


def sarif():
    text = os.path.join(TEXTS, "B04_area_wrong.txt")
    with open("junk.csv", "wb") as out:
        out.write(b"a,b\n1,2\n")
    os.makedirs("sub dir", exist_ok=True)
    with open(text, "rb") as source, open("sub dir/中.txt", "wb") as out:
        out.write(source.read())
    runs = {}
    for lang in ("zh", "en"):
        done = survey("sub dir/中.txt", table("T09_bad_cells.csv"), table("D01_polylines.dxf"), "junk.csv", *PLANE,
                      "--sarif", f"{lang}.sarif", "--lang", lang, "--json")
        expect(f"sarif: exit {done.code} {done.err}", done.code == 3)
        wrong = validate(f"{lang}.sarif")
        if wrong is None:
            print("survey_outputs: no jsonschema, SARIF is checked by its structure only")
        expect(f"sarif: {wrong}", not wrong)
        with open(f"{lang}.sarif", encoding="utf-8") as file:
            runs[lang] = json.load(file)["runs"][0]
    run, findings = runs["en"], [(f, note) for f in json.loads(done.out)["files"] for note in f.get("findings", [])]
    expect("sarif: number of results", len(run["results"]) == len(findings))
    for (file, note), result in zip(findings, run["results"]):
        where = result["locations"][0]
        line = where["physicalLocation"].get("region", {}).get("startLine")
        expect(f"sarif: {note} {result}", result["ruleId"] == note["rule"] and line == note["line"] and
               result["message"]["text"] == note["message_en"] and
               run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == note["rule"] and
               result["level"] == {"info": "note"}.get(note["severity"], note["severity"]))
    uris = [a["location"]["uri"] for a in run["artifacts"]]
    expect(f"sarif: {uris}", uris[0] == "sub%20dir/%E4%B8%AD.txt" and uris[1].startswith("file:///"))
    expect("sarif: unread", not run["invocations"][0]["executionSuccessful"] and
           "junk.csv" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"])
    prints = [result["partialFingerprints"]["lantuFinding/v1"] for result in run["results"]]
    expect("sarif: fingerprints", len(set(prints)) == len(prints) and prints == [
        result["partialFingerprints"]["lantuFinding/v1"] for result in runs["zh"]["results"]])
    expect("sarif: language", runs["zh"]["language"] == "zh-CN" and
           re.search("[一-鿿]", runs["zh"]["results"][0]["message"]["text"]))
    with open("sub dir/中.txt", "rb") as source:
        body = source.read()
    with open("sub dir/中.txt", "wb") as out:
        out.write(b"\n\n" + body)
    survey("sub dir/中.txt", "--sarif", "moved.sarif")
    with open("moved.sarif", encoding="utf-8") as file:
        moved = [result["partialFingerprints"]["lantuFinding/v1"] for result in json.load(file)["runs"][0]["results"]]
    expect("sarif: fingerprints move with lines", moved and moved == prints[:len(moved)])


def refusals():
    """What is there stays as it is, inputs too, and nothing is left behind."""
    before = sorted(os.listdir("."))
    sizes = {name: os.path.getsize(name) for name in before}
    for args in (["--write-table", "one.xlsx"], ["--sarif", "en.sarif"], ["-o", "s.shp"], ["-o", "s.geojson"],
                 ["--write-table", "x.csv"], ["-o", "x.kml"], ["--sarif", ""], ["--write-table", ""], ["--crs", ""],
                 ["--sarif", "hostile.csv", "--overwrite"], ["--sarif", "no/such\0".rstrip("\0") + "/" + "n" * 300]):
        done = survey("hostile.csv", *args)
        expect(f"{args}: exit {done.code}", done.code == 2 and len(done.err.splitlines()) == 1)
    done = survey("s.shp", "-o", "s.shp", "--overwrite")
    expect("s.shp onto itself", done.code == 2)
    after = sorted(name for name in os.listdir(".") if name != "no")
    expect(f"left behind: {set(after) ^ set(before)}", after == before)
    expect("changed", all(os.path.getsize(name) == size for name, size in sizes.items()))
    done = survey("hostile.csv", "-o", "none.shp")
    expect(f"no system: {done.code}", done.code == 2 and not os.path.exists("none.shp"))


def sheets():
    """Workbooks that GDAL wrote: every sheet with a table is read, its lines are rows."""
    for ending, driver in (("xlsx", "XLSX"), ("ods", "ODS")):
        for i, name in enumerate(("T01_plain.csv", "T03_stacked_pages.csv", "T16_no_titles.csv")):
            subprocess.run(["ogr2ogr", "-f", driver, *(["-update"] if i else []), "book." + ending, table(name),
                            "-oo", "HEADERS=NO", "-nln", ("甲", "乙", "丙")[i]], check=True, capture_output=True)
        files = read("book." + ending, *PLANE)
        expect(f"{ending}: {[f['file'] for f in files]}",
               [f["file"] for f in files] == [f"book.{ending}:甲", f"book.{ending}:乙"])
        areas = [parcel["areas"]["planar"]["m2"] for f in files for parcel in f["parcels"]]
        expect(f"{ending}: {areas}", areas == [10000, 10000, 10000])
        # GDAL puts names of fields into a row of its own
        expect(f"{ending}: rows", [p["line"] for p in files[1]["parcels"]] == [6, 16])
        expect(f"{ending}: left out", any("1" in note["message_en"] and note["rule"] == "SV-FORM" and
                                          note["line"] is None for note in files[0]["findings"]))
        expect(f"{ending}: named", len(read(f"book.{ending}:乙", *PLANE)[0]["parcels"]) == 2)
        expect(f"{ending}: no such sheet", survey(f"book.{ending}:丁").code == 3)


def texts():
    """Tables, drawings and layers as texts of the standard form, read again."""
    names = [table("T04_parcel_column.csv"), table("T10_hole.csv"), "book.xlsx:甲", "s.shp"]
    done = survey(*names, *PLANE, "--write-txt", "texts")
    expect(f"texts: {done.code} {done.err}", done.code in (0, 1) and not done.err)
    written = sorted(os.listdir("texts"))
    expect(f"texts: {written}", written == ["T04_parcel_column.csv.txt", "T10_hole.csv.txt", "book.xlsx_甲.txt",
                                            "s.shp.txt"])
    one, two = read(*names, *PLANE), read(*(os.path.join("texts", name) for name in written))
    expect("texts: areas", [[p["areas"]["planar"] and p["areas"]["planar"]["m2"] for p in f["parcels"]] for f in one] ==
           [[p["areas"]["planar"] and p["areas"]["planar"]["m2"] for p in f["parcels"]] for f in two])
    expect(f"texts: {[f['crs'] for f in two]}", all(f["crs"] == "EPSG:4526" for f in two))


def bad_inputs():
    """Anything: an answer, no crash, no hang."""
    ring = "J1,3930100,38401000\nJ2,3930100,38401100\nJ3,3930000,38401100\nJ1,3930100,38401000\n"
    inputs = {"nul.csv": b"\xe7\x82\xb9\xe5\x8f\xb7,X,Y\nJ1,\x00,1\n", "huge.csv": ("点号,X,Y\n" + ring).encode() +
              b"J1,1e308,-1e308\nJ2,nan,inf\nJ3,1e400,0\n", "line.csv": b"a," * 3_000_000,
              "quote.csv": ('点号,X,Y\n"J1,3930100,38401000\n' * 20_000).encode(), "empty.csv": b"", "bom.csv": b"\xef\xbb\xbf",
              "wide.csv": ("点号,X,Y" + ",a" * 300 + "\n" + ring).encode(), "titles.csv": "点号,X,Y\n".encode() * 50_000,
              "parcels.csv": ("点号,X,Y\n" + ring).encode() * 20_000, "garbage.xlsx": b"PK\x03\x04" + b"\x01" * 5000,
              "garbage.xls": b"\xd0\xcf\x11\xe0" + b"\0" * 600, "garbage.ods": b"x", "garbage.dxf": b"\xff\xfe\x00" * 999,
              "binary.dxf": b"AutoCAD Binary DXF\r\n\x1a\0", "x.dwg": b"AC1032" + b"\0" * 99, "code.dxf": b"x\ny\n",
              "cut.dxf": b"0\nSECTION\n2\nENTITIES\n0\nLWPOLYLINE\n10\n1\n20\n", "garbage.shp": b"\0" * 200,
              "garbage.geojson": b'{"type":"FeatureCollection","features":[{"type":'}
    for name, content in inputs.items():
        with open(name, "wb") as out:
            out.write(content)
        began = time.monotonic()
        done = survey(name, *PLANE)
        expect(f"{name}: exit {done.code} {done.err[:200]}", done.code in (0, 1, 3))
        print(f"{name}: exit {done.code}, {time.monotonic() - began:.1f} s")


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    hostile()
    for part in (workbook, shapes, sarif, refusals, sheets, texts, bad_inputs):
        part()
    os.chdir("/")
print("\n".join(faults))
sys.exit(1 if faults else 0)
