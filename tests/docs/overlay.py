"""docs/commands/overlay.md says what the program has and writes, no more and no less: overlay.py PROGRAM."""

import csv
import io
import json
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program

DATA = os.path.join(program.SAMPLE, "delivery-1")
FILES = (os.path.join(DATA, "DLTB.shp"), os.path.join(DATA, "urban-plan.gpkg") + ":城规")
PLANS = (FILES[1], os.path.join(DATA, "control.gpkg") + ":YJJBNTTB")
MANY = (*FILES, os.path.join(DATA, "control.gpkg") + ":YJJBNTTB")
FIELDS = ("--class", "DLBM,YDDM", "--key", "BSM,BH")
OWN = {"fid", "geom"}  # what every table of a GeoPackage has
FORMAT = re.compile(r"gpkg_|rtree_|sqlite_")

faults = []
lantu = os.path.abspath(sys.argv[1])
with open(os.path.join(program.ROOT, "docs", "commands", "overlay.md"), encoding="utf-8") as file:
    page = file.read()


def same(what, has, said):
    if has != said:
        faults.append(f"{what}: the program has {has}, overlay.md has {said}")


def codes(cell):
    return re.findall(r"`([^`]+)`", cell)


def table(*head):
    """The rows of the table with this head, as lists of cells."""
    text = page.split(f"| {' | '.join(head)} |\n")[1].split("\n\n")[0]
    return [re.split(r" (?<!\\)\| ", line[2:-2]) for line in text.splitlines()[1:]]


def listed(*head):
    """The names in the first column."""
    return [name for row in table(*head) for name in codes(row[0])]


def run(*args, files=FILES):
    done = program.run(lantu, "overlay", *files, *args, "--lang", "en")
    same(f"exit code of {args} ({done.err})", done.code, 0)
    return done.out.decode()


def check_options():
    said = {name for row in table("option", "meaning") for code in codes(row[0])
            for name in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", code)}
    has = {name for line in run("-h").splitlines() if line.startswith("  -")
           for name in re.findall(r"(?<![\w-])--?[a-z][a-z-]*", line.split("  ")[1])}
    same("options", sorted(has), sorted(said))


def check_json():
    answer = json.loads(run(*FIELDS, "--min-area", "100", "--json"))
    figures, kinds = listed("figure", "meaning"), listed("fault", "meaning")
    same("JSON", list(answer), listed("member", "content"))
    for names, cell in table("member", "content"):
        members = codes(cell)[0].split() if codes(cell) else []
        for name in answer.keys() & set(codes(names)):
            inner = answer[name][0] if isinstance(answer[name], list) else answer[name]
            if name in ("a", "b"):
                same(f"JSON {name}", list(inner), [*members, *figures, "faults"])
                same(f"JSON {name} faults", list(inner["faults"]), kinds)
            elif isinstance(inner, dict):
                same(f"JSON {name}", list(inner), members)
    same("n in the sums", "n" in answer["both"], False)
    empty = json.loads(run("--json"))
    same("only the table", (empty["kept_pairs"], empty["kept_patches"], empty["tolerated"]), (None, None, None))
    same("no tolerated piece", json.loads(run("--min-area", "0", "--json", files=PLANS))["tolerated"]["width_upper_m"], None)


def decimals(text):
    return len(text.partition(".")[2])


def check_csv():
    partly = (FILES[1], os.path.join(DATA, "control.gpkg") + ":YJJBNTTB")
    text = run("-f", "csv", files=partly)
    rows = list(csv.reader(io.StringIO(text)))
    same("CSV", rows[0], listed("column", "meaning"))
    parts = re.findall(r"`(\w+)`", table("column", "meaning")[0][1])
    same("parts", list(dict.fromkeys(row[0] for row in rows[1:])), parts)
    same("decimals of CSV", {decimals(cell) for row in rows[1:] for cell in row[4:]}, {6})
    same("n of the sums", {row[3] for row in rows[-3:]}, {""})
    same("line ends and byte order mark", ("\r" in text, text[0]), (False, "p"))


def check_text():
    text = run(*FIELDS, "--min-area", "100")
    found = {decimals(number) for number in re.findall(r"\b\d+\.\d+", text.split("\n\n", 1)[1])}
    same("decimals of the text", found, {2, 4})


def longest(values):
    """Most decimals that a number needs."""
    return max(decimals(repr(value)) for value in values if value is not None)


def check_package(folder):
    path = os.path.join(folder, "new", "out.gpkg")
    run(*FIELDS, "--min-area", "100", "-o", path)
    db = program.opened(path)
    there = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    said = {codes(row[0])[0]: codes(row[2])[0].split() for row in table("table", "one row for", "columns")}
    same("tables", [name for name in there if not FORMAT.match(name)], list(said))
    for name, columns in said.items():
        same(f"table {name}", own_columns(db, name), columns)
    check_run(program.rows(db, "run"))
    rows = program.rows(db, "pieces")
    for column in ("planar_m2", "ellipsoid_m2", "mu"):
        same(f"decimals of {column}", longest(row[column] for row in rows), 6)
    for column in ("width_m", "width_upper_m", "inside_x_m", "inside_y_m"):
        same(f"decimals of {column}", longest(row[column] for row in rows), 4)
    db.close()


def own_columns(db, name):
    return [row[1] for row in db.execute(f'PRAGMA table_info("{name}")') if row[1] not in OWN]


def said_of_patches():
    said = {codes(row[0])[0]: codes(row[2])[0] for row in table("table with --patches", "one row for", "columns")}
    return {name: said.get(columns, columns).split() for name, columns in said.items()}


def check_patches(folder):
    """The tables of patches, of two layers and of more; the others stay."""
    said = said_of_patches()
    for n, files in ((2, FILES), (3, MANY)):
        path = os.path.join(folder, f"patches{n}.gpkg")
        run("--patches", "--min-area", "100", "-o", path, files=files)
        db = program.opened(path)
        there = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        same("tables of patches", [name for name in there if not FORMAT.match(name)],
             [*said, "class_table", *(["tuple_table"] if n > 2 else []), "run"])
        layers = ["layer_a", "layer_b"] if n > 2 else []
        for name, columns in said.items():
            same(f"{name} of {n} layers", own_columns(db, name), layers + columns)
        widths = {row[column] for row in program.rows(db, "patches") for column in ("width_m", "inside_x_m")}
        same("decimals of patches", longest(widths), 4)
        db.close()


def check_run(rows):
    text = page.split("The names in `run` are ")[1].split("\n\n")[0]
    whole, layer = (codes(part) for part in text.split("and for each layer,"))
    figures, kinds = listed("figure", "meaning"), listed("fault", "meaning")
    same("prefixes", ["a_…", "b_…", "faults_…"], [layer[0], layer[1], layer[-1]])
    names = [*layer[2:-1], *figures, *(f"faults_{kind}" for kind in kinds)]
    same("run", [row["name"] for row in rows], [*whole, *(f"{side}_{name}" for side in "ab" for name in names)])
    values = {row["name"]: row["value"] for row in rows}
    same("what was not given or counted", (values["pairs"], values["a_faults_invalid"]), ("", ""))


def check_many_json():
    answer = json.loads(run("--min-area", "100", "--json", files=MANY))
    said = {name: codes(cell) for names, cell in table("member of many", "content") for name in codes(names)}
    same("JSON of many", list(answer), list(said))
    alone = json.loads(run("--json"))
    same("layers", list(answer["layers"][0]), [*alone["a"], *said["layers"][1:]])
    for name in ("tuples", "pairs"):
        same(f"JSON {name}", list(answer[name][0]), said[name][0].split())
    same("sums", [list(answer["all"])] * 2, [list(answer["any"]), said["all"][0].split()])
    same("class of two", len(answer["tuples"][0]["classes"]), len(MANY))


def check_many_csv():
    rows = list(csv.reader(io.StringIO(run("-f", "csv", files=MANY))))
    names = listed("column of many", "meaning")
    at = names.index("class_1")
    same("CSV of many", rows[0], [*names[:at], *(f"class_{i + 1}" for i in range(len(MANY))), *names[at + 1:]])
    parts = re.findall(r"`(\w+)`", table("column of many", "meaning")[0][1])
    pair_parts = re.findall(r"`(\w+)`", table("column", "meaning")[0][1])
    same("parts of many", {row[0] for row in rows[1:]} - set(pair_parts), set(parts))
    same("layers of any", [row[1] for row in rows if row[0] == "any"], [""])


def check_many_package(folder):
    path = os.path.join(folder, "many.gpkg")
    run("--min-area", "100", "-o", path, files=MANY)
    db = program.opened(path)
    two = {codes(row[0])[0]: codes(row[2])[0].split() for row in table("table", "one row for", "columns")}
    said = [(name, cell) for names, cell in table("table of many", "columns") for name in codes(names)]
    patches = said_of_patches().keys() - two.keys()
    said = [(name, cell) for name, cell in said if name not in patches]
    has = {name: own_columns(db, name) for name, _ in said}
    for name in ("pieces", "tolerated", "class_table"):
        same(f"{name} of many", has[name], codes(dict(said)[name])[0].split() + two[name])
    columns = [name for name in listed("column of many", "meaning") if name not in ("layer_a", "layer_b", "n")]
    same("tuple_table", has["tuple_table"], [*columns[:2], "class_1", "class_2", "class_3", *columns[3:]])
    names = {row["name"] for row in program.rows(db, "run")}
    same("run of many", [name for name in codes(dict(said)["run"]) if name not in names], [])
    there = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    same("tables of many", [name for name in there if not FORMAT.match(name)], [name for name, _ in said])
    db.close()


check_options()
check_json()
check_csv()
check_text()
check_many_json()
check_many_csv()
with tempfile.TemporaryDirectory() as place:
    check_package(place)
    check_many_package(place)
    check_patches(place)
program.verdict(faults, "1 page")
