"""`lantu check -f`: SARIF, JUnit and JSON lines against findings.gpkg and the schema of SARIF: machine.py PROGRAM."""

import json
import os
import sys
import tempfile
import xml.etree.ElementTree as tree

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program  # noqa: E402

try:
    import jsonschema
except ImportError:
    jsonschema = None

PROGRAM = os.path.abspath(sys.argv[1])
SCHEMA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "sarif-2.1.0-rtm.5.json")
FILES = ("findings.gpkg", "findings.jsonl", "findings.sarif", "junit.xml")
TABLES = ("findings_polygon", "findings_line", "findings_point", "findings_table")
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
FAULTS = []


def expect(what, found, wanted):
    if found != wanted:
        FAULTS.append(f"{what}: {found!r}, not {wanted!r}")


def check(project, out, *args, code=1):
    done = program.run(PROGRAM, "check", project, "-o", out, "-q", "--lang", "en", *args)
    expect(f"check {project} {args}: exit code", (done.code, done.err), (code, ""))


def read(*path):
    with open(os.path.join(*path), encoding="utf-8") as file:
        return file.read()


def found(out):
    db = program.opened(os.path.join(out, "findings.gpkg"))
    findings = {row["id"]: row for table in TABLES for row in program.rows(db, table)}
    rules = {row["id"]: row for row in program.rows(db, "rule")}
    db.close()
    return findings, rules


def check_sarif(out, findings, rules):
    log = json.loads(read(out, "findings.sarif"))
    if jsonschema is not None:
        schema = json.loads(read(SCHEMA))
        expect("faults by the schema", [e.message for e in jsonschema.Draft7Validator(schema).iter_errors(log)], [])
    run = log["runs"][0]
    expect("SARIF rules", [rule["id"] for rule in run["tool"]["driver"]["rules"]], sorted(rules))
    expect("SARIF results", sorted((r["ruleId"], r["level"], r["message"]["text"]) for r in run["results"]),
           sorted((f["rule"], LEVELS[f["severity"]], f["message_en"]) for f in findings.values()))
    prints = {r["partialFingerprints"]["lantuFinding/v1"] for r in run["results"]}
    expect("SARIF fingerprints", len(prints), len(findings))
    undetermined = {rule["id"] for rule in rules.values() if rule["undetermined"]}
    told = " ".join(n["message"]["text"] for n in run["invocations"][0]["toolExecutionNotifications"])
    expect("SARIF doubts", {rule for rule in undetermined if rule not in told}, set())
    return run


def check_junit(out, findings, rules, levels=("error",)):
    root = tree.fromstring(read(out, "junit.xml"))
    suite = root.find("testsuite")
    cases = {case.get("name").split(" ")[0]: case for case in suite}
    expect("JUnit cases", sorted(cases), sorted(rules))
    for rule, case in cases.items():
        failing = [f for f in findings.values() if f["rule"] == rule and f["severity"] in levels]
        others = [f for f in findings.values() if f["rule"] == rule and f["severity"] not in levels]
        wanted = {"failure": bool(failing) and rules[rule]["state"] != "error", "error": rules[rule]["state"] == "error",
                  "skipped": not failing and rules[rule]["state"] in ("skipped", "undetermined")}
        expect(f"JUnit {rule}", {name: case.find(name) is not None for name in wanted}, wanted)
        for name, own in (("failure", failing), ("system-out", others)):
            text = case.findtext(name) or ""
            if wanted.get(name, True):
                expect(f"JUnit {rule} {name}", [f["id"] for f in own if f["message_en"] not in text], [])
    for name, element in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        expect(f"JUnit {name}", int(suite.get(name)), sum(case.find(element) is not None for case in suite))
    expect("JUnit tests", int(suite.get("tests")), len(rules))


def check_lines(out, findings):
    rows = [json.loads(line) for line in read(out, "findings.jsonl").splitlines()]
    expect("JSON lines", sorted((r["id"], r["message"], r["area_mu"]) for r in rows),
           sorted((f["id"], f["message_en"], f["area_mu"]) for f in findings.values()))


def check_sample():
    project = os.path.join(program.SAMPLE, "project.yaml")
    check(project, "one", "-f", "sarif,junit,jsonl", "-j", "1")
    check(project, "two", "-f", "jsonl,sarif,junit,gpkg", "-j", "2")
    expect("files", sorted(os.listdir("one")), sorted(FILES))
    for name in FILES[1:]:
        expect(f"{name} by other jobs", read("two", name), read("one", name))
    findings, rules = found("one")
    check_sarif("one", findings, rules)
    check_junit("one", findings, rules)
    check_lines("one", findings)
    check(project, "three", "-f", "junit", "--fail-on", "never", code=0)
    check_junit("three", findings, rules, ())
    check(project, "four", "-f", "junit", "--fail-on", "info")
    check_junit("four", findings, rules, ("error", "warning", "info"))


def check_some_rules():
    """Of some rules: what the whole check finds of them, and that it is not the whole, in every output."""
    project, asked = os.path.join(program.SAMPLE, "project.yaml"), ["DG-C01", "DG-S1"]
    whole, all_rules = found("one")
    check(project, "some", "-f", "junit", "--rule", "DG-S1,DG-C01")
    findings, rules = found("some")
    expect("rules", sorted(rules), asked)
    expect("findings", findings.keys(), {key for key, row in whole.items() if row["rule"] in asked})
    expect("messages", {key: row["message_zh"] for key, row in findings.items()},
           {key: whole[key]["message_zh"] for key in findings})
    check_junit("some", findings, rules)
    db = program.opened(os.path.join("some", "findings.gpkg"))
    expect("table run", {row["name"]: row["value"] for row in program.rows(db, "run")}["rules_asked"], "DG-C01, DG-S1")
    db.close()
    done = program.run(PROGRAM, "check", project, "-o", "json", "-q", "--json", "--rule", "DG-S1,DG-C01")
    expect("rules left", json.loads(done.out)["rules_left"], len(all_rules) - len(asked))
    done = program.run(PROGRAM, "check", project, "-o", "text", "-q", "--lang", "zh", "--rule", "DG-C01")
    expect("text", f"其余{len(all_rules) - 1}条规则未检查" in done.out.decode(), True)
    lines = program.run(PROGRAM, "diff", "one/findings.gpkg", "some/findings.gpkg", "-q").out.decode().splitlines()
    sums = {words[0]: words[-2:] for words in map(str.split, lines) if len(words) == 9}
    expect("mu of rules that were not asked", (sums["DG-C02"][1], sums["all"][1], sums["DG-C01"][0] == sums["DG-C01"][1]),
           ("-", "-", True))
    for name, says in (("DG-C0", "near: DG-C01"), ("", "the name is empty"), ("DG-C01,", "no rule ''")):
        done = program.run(PROGRAM, "check", project, "-o", "none", "-q", "--lang", "en", "--rule", name)
        expect(f"--rule '{name}'", (done.code, says in done.err, os.path.exists("none")), (2, True, False))


# Characters that XML, JSON or a terminal could take for more than text.
HOSTILE = "<a href='x'>&amp;]]>\"\\\x01\u202e--></failure>"
HEAD = 'lantu: 1\nproject: {name: "T <&> ]]>", crs: "EPSG:4526"}\nlayers:\n'
RULES = """rules:
  - {id: R-1, kind: overlap, severity: error, title: {zh: 叠, en: "<overlap> & \\"more\\""}, layers: {a: {layer: a}}}
  - {id: R-2, kind: overlap, severity: error, title: {zh: 叠, en: overlap}, layers: {a: {layer: a}, b: {layer: gone}}}
  - {id: R-3, kind: overlap, severity: error, title: {zh: 叠, en: overlap}, layers: {a: {layer: a}, b: {layer: maybe}}}
"""


def check_hostile():
    def square(x, key):
        ring = [[38500000 + x + dx, 3400000 + dy] for dx, dy in ((0, 0), (9, 0), (9, 9), (0, 9), (0, 0))]
        return {"type": "Feature", "properties": {"k": key}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    with open("a.geojson", "w", encoding="utf-8") as file:
        json.dump({"type": "FeatureCollection", "features": [square(0, HOSTILE), square(5, "2")]}, file)
    with open("project.yaml", "w", encoding="utf-8") as file:
        file.write(HEAD + '  - {id: a, source: a.geojson, crs: "EPSG:4526", key: k}\n'
                   '  - {id: gone, source: gone.geojson, crs: "EPSG:4526"}\n'
                   '  - {id: maybe, source: maybe.geojson, crs: "EPSG:4526", optional: true}\n' + RULES
                   + "output: {dir: five, formats: [sarif, junit, jsonl]}\n")
    done = program.run(PROGRAM, "check", "project.yaml", "-q", "--lang", "en")
    expect("a layer that is not there", done.code, 3)
    findings, rules = found("five")
    run = check_sarif("five", findings, rules)
    expect("an error is unsuccessful", run["invocations"][0]["executionSuccessful"], False)
    check_lines("five", findings)
    suite = tree.fromstring(read("five", "junit.xml")).find("testsuite")
    cases = {case.get("name").split(" ")[0]: [child.tag for child in case] for case in suite}
    expect("states", {rule: cases[rule] for rule in ("R-1", "R-2", "R-3")},
           {"R-1": ["failure"], "R-2": ["error"], "R-3": ["skipped"]})
    expect("the name of the suite", suite.get("name"), "T <&> ]]>")
    [text] = [case.findtext("failure") for case in suite if case.get("name").startswith("R-1")]
    expect("a hostile key as text", "<a href='x'>&amp;]]>" in text and "\\u0001\\u202e-->" in text, True)
    expect("its key in a line", HOSTILE in {row["a_key"] for row in findings.values()} | {
        row["b_key"] for row in findings.values()}, True)


def check_errors():
    for args, code, says in ((("--rule", "IN-GEOM,MU-LAND"), 2, "the project does not ask rule 'MU-LAND'"),
                             (("-f", "pdf"), 2, "gpkg, sarif, junit, jsonl"), (("-f", ""), 2, "--format: the name is empty"),
                             (("-f", "sarif,"), 2, "gpkg, sarif"),
                             (("-o", "six", "-f", "junit"), 2, "junit.xml: exists already")):
        os.makedirs("six", exist_ok=True)
        with open("six/junit.xml", "w", encoding="ascii") as file:
            file.write("mine")
        done = program.run(PROGRAM, "check", "project.yaml", "-q", "--lang", "en", "--fail-on", "never", *args)
        expect(f"{args}", (done.code, says in done.err, done.err.count("\n"), os.listdir("six"), read("six", "junit.xml")),
               (code, True, 1, ["junit.xml"], "mine"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        check_sample()
        check_some_rules()
        check_hostile()
        check_errors()
        os.chdir("/")
    print("\n".join(FAULTS) or "machine: as expected")
    return 1 if FAULTS else 0


if __name__ == "__main__":
    sys.exit(main())
