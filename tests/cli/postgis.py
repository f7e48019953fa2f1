"""Tables of PostGIS as sources, from a server of the test's own: postgis.py PROGRAM."""

import glob
import json
import os
import re
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import postgres
import program

DELIVERY = os.path.join(program.SAMPLE, "delivery-1")
SQUARE = "SRID=4526;POLYGON(({0} 3800000,{1} 3800000,{1} 3800100,{0} 3800100,{0} 3800000))"
READS = re.compile(r"(BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY|SELECT|SHOW|DECLARE|FETCH|CLOSE|"
                   r"set client_encoding|SET ENABLE_SEQSCAN)\b")
TABLES = f"""
CREATE SCHEMA s;
CREATE SCHEMA city;
CREATE TABLE s.plots (id serial PRIMARY KEY, "地类" text, n numeric(8,2), d date, geom geometry(Polygon, 4526));
INSERT INTO s.plots ("地类", n, d, geom) VALUES
  ('旱地', 1.50, '2024-01-02', '{SQUARE.format(38400000, 38400100)}'),
  ('水田', NULL, NULL, '{SQUARE.format(38400050, 38400150)}'), (NULL, 2, NULL, NULL);
CREATE TABLE s.two (id serial PRIMARY KEY, a geometry(Polygon, 4526), b geometry(Point, 4526));
INSERT INTO s.two (a, b) VALUES ('{SQUARE.format(38400000, 38400100)}', 'SRID=4526;POINT(38400007 3800007)');
CREATE TABLE s.names (id int, name text);
INSERT INTO s.names VALUES (1, '甲');
CREATE TABLE s."Odd ""name"".x; DROP TABLE s.names; --" (id serial PRIMARY KEY, geom geometry(Polygon, 4526));
INSERT INTO s."Odd ""name"".x; DROP TABLE s.names; --" (geom) SELECT geom FROM s.plots WHERE id = 1;
CREATE TABLE public.here (id serial PRIMARY KEY, geom geometry(Polygon, 4526));
INSERT INTO public.here (geom) SELECT geom FROM s.plots WHERE id < 3;
CREATE TABLE s.bare (id serial PRIMARY KEY, geom geometry(Polygon));
INSERT INTO s.bare (geom) SELECT ST_SetSRID(geom, 0) FROM s.plots WHERE id = 1;
CREATE VIEW s.breaks AS SELECT i AS id, 1 / (700 - i) AS n, '{SQUARE.format(0, 1)}'::geometry(Polygon, 4526) AS geom
  FROM generate_series(1, 1000) AS i;
CREATE TABLE s.curved (id serial PRIMARY KEY, geom geometry(CurvePolygonZ, 4526));
INSERT INTO s.curved (geom) VALUES ('SRID=4526;CURVEPOLYGON Z (CIRCULARSTRING Z (38400000 3800000 1,
  38400010 3800000 1, 38400000 3800000 1))');
CREATE TABLE s."Mix.ed ""2" (id serial PRIMARY KEY, "g e" geometry);
INSERT INTO s."Mix.ed ""2" ("g e") SELECT geom FROM s.plots WHERE id = 1;
INSERT INTO s."Mix.ed ""2" ("g e") SELECT ST_SetSRID(geom, 4525) FROM s.plots;
CREATE TABLE public.open (id serial PRIMARY KEY, a geometry, b geometry);
INSERT INTO public.open (a, b) SELECT geom, ST_SetSRID(geom, 4524 + id) FROM s.plots;
CREATE ROLE guest LOGIN PASSWORD 'guest';
"""


class Test:
    def __init__(self, path, server, folder):
        self.path, self.server, self.folder, self.faults = path, server, folder, []

    def expect(self, what, is_so, seen=""):
        if not is_so:
            self.faults.append(f"{what}: {seen}"[:600])

    def run(self, *args):
        done = program.run(self.path, *args, timeout=120)
        said = done.out.decode() + done.err
        for part in (postgres.PASSWORD, "s3cret", "pass'wo", "rd=x"):
            self.expect(f"{args[0]} tells the password", part not in said, said)
        return done

    def info(self, *more, **how):
        done = self.run("info", "--json", "--lang", "en", self.server.path(*more, **how))
        return done, json.loads(done.out)["files"][0]

    def project(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path


# ---- lantu info ----

def tables_are_told(test):
    done, file = test.info()
    names = {layer.get("layer") for layer in file["layers"]}
    for name in ("s.plots", "s.two(a)", "s.two(b)", "here", "s.breaks", "s.curved"):
        test.expect("info lists the tables with geometry", name in names, names)
    test.expect("info leaves the others out", "s.names" not in names, names)
    test.expect("a view that fails is told", done.code == 3 and "division by zero" in json.dumps(file), done)
    test.expect("password is masked", "password=***" in file["file"], file["file"])


def table_is_told(test):
    layer = test.info("tables=s.plots")[1]["layers"][0]
    want = {"features": 3, "null": 1, "vertices": 10, "format": "PostgreSQL"}
    test.expect("counts", {key: layer[key] for key in want} == want, layer)
    test.expect("CRS", layer["crs"]["id"] == "EPSG:4526", layer["crs"])
    fields = {field["name"]: field for field in layer["fields"]}
    test.expect("texts", fields["地类"]["samples"] == ["旱地", "水田"], fields)
    test.expect("numbers", fields["n"]["samples"] == ["1.50", "2.00"], fields)
    curved = test.info("tables=s.curved")[1]["layers"][0]
    test.expect("curves and Z", curved["curves"] == 1 and curved["z"] == 1, curved)
    bare = test.info("tables=s.bare")[1]["layers"][0]
    test.expect("no CRS", bare["crs"]["stated"] is None and bare["crs"]["readings"], bare["crs"])


def names_are_found(test):
    odd = 'tables=\'s.Odd "name".x; DROP TABLE s.names; --\''
    for name, n in (("tables=here", 2), ("tables=public.here", 2), ("tables=s.names", 1), ("tables='s.two(b)'", 1),
                    (odd, 1)):
        layers = test.info(name)[1]["layers"]
        test.expect(name, layers[0].get("features") == n, layers)
    test.expect("no SQL in names", test.server.sql("SELECT count(*) FROM s.names").strip() == "1")
    for name in ("s.two", "plots", "s.plots(d)", "s.two(id)", "nothing", "S.PLOTS", "s.plots; SELECT 1"):
        done, file = test.info(f"tables='{name}'")
        test.expect(f"{name} is refused", done.code == 3 and "s.two(a), s.two(b)" in
                    file["layers"][0]["error"], file)


def connections_are_refused(test):
    folder = test.server.folder
    for path in ("PG:dbname=x password=s3cret pass", "PG:dbname=x password='s3cret", "PG:password = s3cret options=-c",
                 "postgresql://reader:s3cret@localhost/x", "PG:postgresql://reader:s3cret@localhost/x",
                 "PGB:dbname=x password=s3cret", f"PG:host={folder} password='x schemas=s3cret'",
                 "PG:dbname=x tables='' password=s3cret"):
        for command in ("info", "check", "survey"):
            done = test.run(command, path, "--lang", "en")
            test.expect(f"{command} {path} is refused", done.code in (2, 3), done)
            test.expect("says how", command != "info" or b"write PG:dbname=" in done.out, done)
    for path, why in ((test.server.path(password="s3cret no"), "authentication failed"),
                      (f"PG:dbname=x host={folder}/no password=s3cret", "No such file"),
                      ("PG:dbname=x host=127.0.0.1 port=1 password=s3cret", "refused")):
        done = test.run("info", path, "--lang", "en")
        test.expect(f"says {why}", done.code == 3 and why in done.out.decode(), done)
    done, file = test.info("tables=s.plots", user="guest", password="guest")
    test.expect("no rights", "permission denied" in json.dumps(file), file)


def several_srids_are_refused(test):
    for name, srids in (('\'s.Mix.ed "2\'', "4525, 4526"), ("'open(b)'", "4525, 4526"), ("'public.open(b)'", "4525, 4526")):
        done, file = test.info(f"tables={name}")
        test.expect(f"{name} is refused", done.code == 3 and f"SRIDs: {srids}," in json.dumps(file), file)
    layer = test.info("tables='open(a)'")[1]["layers"][0]
    test.expect("one SRID in a column that states none", layer.get("crs", {}).get("id") == "EPSG:4526", layer)


# ---- lantu check ----

PROJECT = """lantu: 1
project: {{name: test, crs: "EPSG:4526"}}
layers:
  - {{id: plot, source: {source}, layer: {layer}{more}}}
rules:
  - {{id: C, kind: coverage, title: {{zh: c, en: c}}, severity: error, layers: {{a: {{layer: plot}}}},
     limits: {{find: [overlaps]}}}}
"""


def project_is_checked(test):
    out = os.path.join(test.folder, "out")
    path = test.project("plots.yaml", PROJECT.format(source=json.dumps(test.server.path()), layer="s.plots", more=""))
    done = test.run("check", path, "-o", out, "--overwrite", "--lang", "en")
    test.expect("overlap is found", done.code == 1, done)
    file = os.path.join(out, "findings.gpkg")
    with open(file, "rb") as data:
        test.expect("findings.gpkg holds no password", b"s3cret" not in data.read())
    fids = sorted(row["a_fid"] for row in program.rows(program.opened(file), "findings_polygon"))
    test.expect("feature numbers are keys", fids == [1], fids)
    row = program.rows(program.opened(file), "input")[0]
    test.expect("the run names the table", row["source_layer"] == "s.plots" and "password=***" in row["sources"], row)
    test.expect("the run counts", (row["features"], row["faults"], row["encoding"]) == (3, 1, "UTF-8"), row)


def failures_are_told(test):
    out = os.path.join(test.folder, "failed")
    for layer, why in (("s.breaks", "division by zero"), ("s.nothing", "no layer"), ("s.bare", "no coordinate reference system")):
        path = test.project("fails.yaml", PROJECT.format(source=json.dumps(test.server.path()), layer=layer, more=""))
        done = test.run("check", path, "-o", out, "--overwrite", "--lang", "en")
        test.expect(f"{layer} stops its rules", done.code == 3 and why in done.err, done)
    path = test.project("fails.yaml", PROJECT.format(source=json.dumps(test.server.path("tables=s.two")), layer="s.plots", more=""))
    done = test.run("check", path, "-o", out, "--overwrite", "--lang", "en")
    test.expect("a table twice", done.code == 2 and "take away the layer" in done.err, done)


def optional_may_be_absent(test):
    """As a file that is not there: the rules are skipped, and it is said why."""
    away = f"PG:dbname=x host={test.server.folder}/no password=s3cret"
    for source, layer, why in ((test.server.path(), "s.nothing", "no layer 's.nothing'"),
                               (away, "s.plots", "cannot connect (")):
        for more, codes in ((", optional: true", (0,)), ("", (3,))):
            out = os.path.join(test.folder, "absent")
            path = test.project("absent.yaml", PROJECT.format(source=json.dumps(source), layer=layer, more=more))
            done = test.run("check", path, "-o", out, "--overwrite", "--lang", "en")
            test.expect(f"{layer}{more}", done.code in codes and why in done.err and why in done.out.decode(), done)
            [rule] = [row for row in program.rows(program.opened(os.path.join(out, "findings.gpkg")), "rule")
                      if row["id"] == "C"]
            test.expect(f"{layer}{more}: its rule", rule["state"] == ("skipped" if more else "error"), rule)
    path = test.project("absent.yaml", PROJECT.format(source=json.dumps(test.server.path()), layer="s.breaks",
                                                      more=", optional: true"))
    done = test.run("check", path, "-o", os.path.join(test.folder, "absent"), "--overwrite", "--lang", "en")
    test.expect("what is there must be read", done.code == 3 and "division by zero" in done.err, done)


def sample_is_the_same(test):
    """Every layer of the sample's GeoPackages from the database instead."""
    for file in sorted(glob.glob(os.path.join(DELIVERY, "*.gpkg"))):
        test.server.load(file, "city")
    with open(os.path.join(program.SAMPLE, "project.yaml"), encoding="utf-8") as file:
        text = file.read().replace("delivery-1/", DELIVERY + "/")
    from_files = test.project("files.yaml", text)
    text, n = re.subn(r"source: [^,]*\.gpkg, layer: ([^,}]*)", lambda m: f"source: {json.dumps(test.server.path())}, "
                      f"layer: city.{m.group(1)}", text)
    test.expect("layers of the sample", n >= 15, n)
    results = []
    for project in (from_files, test.project("tables.yaml", text)):
        out = os.path.join(test.folder, os.path.basename(project) + "-out")
        done = test.run("check", project, "-o", out)
        test.expect("sample is checked", done.code == 1, done)
        db = program.opened(os.path.join(out, "findings.gpkg"))
        names = [name for name, in db.execute("SELECT table_name FROM gpkg_contents ORDER BY 1")]
        results.append({name: program.rows(db, name) for name in names})
        for row in results[-1]["input"]:
            row["sources"] = row["source_layer"] = None
    n_findings = sum(len(rows) for name, rows in results[0].items() if name.startswith("findings_polygon"))
    test.expect("the sample has findings", n_findings > 20, {n: len(r) for n, r in results[0].items()})
    for name in sorted(results[0].keys() | results[1].keys()):
        a, b = results[0].get(name), results[1].get(name)
        test.expect(f"table {name} is the same", a == b,
                    [pair for pair in zip(a or [], b or []) if pair[0] != pair[1]][:1])


# ---- lantu survey ----

def references_are_masked(test):
    survey = os.path.join(DELIVERY, "zone-1.txt")
    table = test.server.path("tables=s.plots")
    file = os.path.join(test.folder, "survey.gpkg")
    for option in ("--inside", "--outside"):
        for more in ((), ("--json",), ("-o", file, "--overwrite")):
            done = test.run("survey", survey, option, table, "--lang", "en", *more)
            test.expect(f"{option} {more}", done.code in (0, 1) and "password=***" in done.out.decode(), done)
    with open(file, "rb") as data:
        test.expect("survey.gpkg holds no password", b"s3cret" not in data.read())
    for more in (("--outside", test.server.path("tables=s.names")),
                 ("--sides", "东至道路", "--named", test.server.path("tables=s.plots"))):
        done = test.run("survey", survey, *more, "--lang", "en")
        test.expect(f"{more[0]} fails", done.code in (2, 3) and "password=***" in done.err, done)


# ---- lantu overlay ----

def anonymous(value):
    if isinstance(value, dict):
        return {key: anonymous(member) for key, member in value.items() if key not in ("file", "layer", "name")}
    return [anonymous(member) for member in value] if isinstance(value, list) else value


def overlay_is_the_same(test):
    files = [os.path.join(DELIVERY, "urban-plan.gpkg") + ":城规", os.path.join(DELIVERY, "control.gpkg") + ":YJJBNTTB"]
    tables = [test.server.path("tables=city.城规"), test.server.path("tables=city.YJJBNTTB")]
    out = []
    for pair in (files, tables):
        for more in ((), ("--memory", "60MB"), ("-j", "1")):
            done = test.run("overlay", *pair, "-f", "json", *more)
            test.expect(f"overlay {more}", done.code == 0, done)
            out.append(anonymous(json.loads(done.out or b"{}")))
    test.expect("overlay of tables is that of files", out.count(out[0]) == len(out), out)


def reads_only(test):
    """What the program has sent to the server: all tests above have run by now."""
    sent = test.server.statements("lantu")
    test.expect("it has read", len(sent) > 100, len(sent))
    test.expect("it has only read", all(READS.match(text) for text in sent),
                [text for text in sent if not READS.match(text)][:3])
    n_begun = sum(text.startswith("BEGIN") for text in sent)
    n_joined = sum(text.startswith("set client_encoding") for text in sent)
    test.expect("one transaction for each connection", n_begun == n_joined, (n_begun, n_joined))


def main():
    path = sys.argv[1]
    with postgres.Server() as server, tempfile.TemporaryDirectory() as folder:
        server.sql(TABLES)
        test = Test(path, server, folder)
        for run in (tables_are_told, table_is_told, names_are_found, several_srids_are_refused, references_are_masked, connections_are_refused, project_is_checked,
                    failures_are_told, optional_may_be_absent, sample_is_the_same, overlay_is_the_same, reads_only):
            run(test)
        faults = test.faults
    program.verdict(faults, "tables of PostGIS")


if __name__ == "__main__":
    main()
