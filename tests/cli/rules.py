"""`lantu rules`: every rule that ships answers, with what its pack says: rules.py PROGRAM."""

import json
import os
import re
import sys
import tempfile

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path += [TESTS, os.path.join(TESTS, "lint")]
import packs    # noqa: E402
import program  # noqa: E402
import tree     # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
UNITS = {"_m": "m", "_m2": "m2", "_deg": "deg"}
FAULTS = []


def expect(what, found, wanted):
    if found != wanted:
        FAULTS.append(f"{what}: {found!r}, not {wanted!r}")


def rules(*args, lang="en", code=0):
    """What is printed; of a failure the message."""
    done = program.run(PROGRAM, "rules", "--lang", lang, *args)
    expect(f"{args}: exit code", done.code, code)
    return done.out.decode() if code == 0 else done.err.strip()


def listed(*args, **options):
    return json.loads(rules("--json", *args, **options))["rules"]


def plain(value):
    """A value of YAML as JSON says it: numbers as numbers."""
    if isinstance(value, str) and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return float(value)
    return value


def layers_of(rule):
    return [(side, one["layer"], one.get("where")) for side, many in rule.get("layers", {}).items() if side != "where"
            for one in (many if isinstance(many, list) else [many])]


def limits_compare(name, found, stated):
    """Those that the pack states are all there, those it does not are defaults."""
    shown = {limit["key"]: limit for limit in found}
    for key, limit in shown.items():
        value, wanted = limit["value"], plain(stated.get(key))
        if key == "classes":  # rows of a table
            value, wanted = len(value), len(wanted)
        elif isinstance(value, list):
            wanted = wanted if isinstance(wanted, list) else [wanted]
        expect(f"{name}: {key}: of", limit["of"], "rule" if key in stated else "default")
        if key in stated:
            expect(f"{name}: {key}", value, wanted)
        unit = [unit for end, unit in UNITS.items() if key.endswith(end)]
        expect(f"{name}: {key}: unit", limit["unit"], unit[0] if unit else None)
        expect(f"{name}: {key}: meaning", bool(limit["meaning"]), True)
    expect(f"{name}: limits that are not shown", set(stated) - set(shown), set())


def rule_compare(pack, rule, lang):
    name = f"{rule['id']} {lang}"
    [found] = listed(rule["id"], lang=lang)
    for key, wanted in (("pack", pack), ("kind", rule["kind"]), ("severity", rule["severity"]),
                        ("pack_severity", rule["severity"]), ("title", rule["title"][lang]), ("fix", rule["fix"][lang]),
                        ("trap", rule["trap"][lang]), ("where", rule.get("layers", {}).get("where"))):
        expect(f"{name}: {key}", found[key], wanted)
    expect(f"{name}: checks", bool(found["checks"]), True)
    expect(f"{name}: layers", [tuple(layer.values()) for layer in found["layers"]], layers_of(rule))
    expect(f"{name}: basis", [tuple(basis.values()) for basis in found["basis"]],
           [(basis["text"][lang], basis.get("valid_from"), basis.get("valid_to"), basis["confirmed"] == "true")
            for basis in rule.get("basis", [])])
    limits_compare(name, found["limits"], rule.get("limits", {}))
    page = rules(rule["id"], lang=lang)
    words = [rule["title"][lang], rule["fix"][lang], rule["trap"][lang], *(layer for _, layer, _ in layers_of(rule)),
             *(where for _, _, where in layers_of(rule) if where), *(limit["meaning"] for limit in found["limits"])]
    for basis in rule.get("basis", []):
        words += [basis["text"][lang], *(basis[key] for key in ("valid_from", "valid_to") if key in basis)]
        if basis["confirmed"] == "false":
            words.append({"zh": "依据待核", "en": "basis not confirmed"}[lang])
    expect(f"{name}: not on the page", [word for word in words if word not in page], [])


def check_shipped():
    shipped = list(packs.rules())
    for pack, rule in shipped:
        for lang in ("zh", "en"):
            rule_compare(pack, rule, lang)
    pages = {name[:-3] for name in os.listdir(os.path.join(program.ROOT, "docs", "rules")) if name != "README.md"}
    every = listed()
    expect("rules without a page, or the other way round", {rule["id"] for rule in every} ^ pages, set())
    order = [(rule["pack"], rule["id"]) for rule in every if rule["pack"] != "survey"]
    expect("order", order, sorted(order))
    titles = dict(re.findall(r'LT_TEXT\(SV_(\w+)_TITLE,\s*"([^"]+)"', tree.read("src/share/texts/survey.def")))
    for rule in listed("--pack", "survey", lang="zh"):
        expect(rule["id"], rule["title"], titles[rule["id"][3:]])
        expect(f"{rule['id']}: page", titles[rule["id"][3:]] in rules(rule["id"], lang="zh"), True)
    for pack in {pack for pack, _ in shipped}:
        file = os.path.join(program.ROOT, "src", "share", "packs", f"{pack}.yaml")
        wanted = sorted(rule["id"] for of, rule in shipped if of == pack)
        for name in (pack, file):
            expect(f"--pack {name}", [rule["id"] for rule in listed("--pack", name)], wanted)
    lines = rules().splitlines()
    expect("lines of the list", [line.split()[1] for line in lines[1:]], [rule["id"] for rule in every])


def check_words():
    """Kinds and limits that no pack uses have their words, too."""
    words = tree.read("src/report/rules_words.c")
    kinds = set()
    for name in tree.sources("src/rules/", ".c"):
        text = tree.read(name)
        kinds |= set(re.findall(r'^const LtKind lt_kind_\w+ = \{\s*\.name = "([\w-]+)"', text, re.M))
        for key in re.findall(r'\{"(\w+)", LT_FIELD_\w+,\s*offsetof\(\w*Limits,', text):
            expect(f"{name}: {key} in rules_words.c", f'NULL, "{key}"' in words or f'", "{key}"' in words, True)
    expect("kinds without words", [kind for kind in sorted(kinds) if f'{{"{kind}", LT_T_KIND_' not in words], [])
    expect("kinds are found", len(kinds) >= 21, True)


PROJECT = """lantu: 1
project: {name: t, crs: "EPSG:4549"}
extends: [duogui]
layers:
  - {id: mine, source: mine.shp}
  - {id: more, source: more.shp}
rules:
  - {id: DG-C01, severity: info, limits: {min_area_m2: 25}}
  - {id: DG-C02, enabled: false}
  - {id: OWN, kind: distance, severity: warning, title: {zh: 自定, en: own one}, layers: {a: {layer: mine}, b: {layer: more}},
     limits: {distance_m: 5}}
"""


def check_project(folder):
    file = os.path.join(folder, "project.yaml")
    with open(file, "w", encoding="utf-8") as out:
        out.write(PROJECT)
    found = {rule["id"]: rule for rule in listed("--project", file)}
    one = found["DG-C01"]
    expect("overridden", (one["severity"], one["pack_severity"], one["changed"], one["enabled"]),
           ("info", "error", True, True))
    area, width = one["limits"]
    expect("limit", (area["value"], area["of"], area["pack_value"]), (25, "project", 1))
    expect("limit of the pack", (width["value"], width["of"], width["pack_value"]), (0.1, "rule", None))
    expect("off", (found["DG-C02"]["enabled"], found["DG-C02K"]["enabled"]), (False, True))
    expect("own", (found["OWN"]["pack"], found["OWN"]["pack_severity"], found["OWN"]["changed"]), (None, None, False))
    expect("no rules of surveys", [rule for rule in found if rule.startswith("SV-")], [])
    page = rules("--project", file, "DG-C01")
    for text in ("info (of the project; of the pack: error)", "min_area_m2  25 m² (of the project; of the pack: 1)"):
        expect(f"page says {text}", text in page, True)
    expect("own comes last", rules("--project", file).splitlines()[-1].split()[:2], ["(project)", "OWN"])
    expect("page of a rule that is off", "does not ask it" in rules("--project", file, "DG-C02"), True)


def check_wrong(folder):
    expect("near ids", rules("DG-C0", code=2),
           "lantu: no rule 'DG-C0'; near to it are: DG-C01, DG-C02, DG-C03")
    expect("not of the pack", rules("--pack", "mu", "DG-C01", code=2), "lantu: no rule 'DG-C01'; near to it are: MU-LAND")
    expect("no pack", rules("--pack", "nope", code=2),
           "lantu: no rule pack 'nope'; shipped are: duogui, green, intake, mu, quality")
    expect("no file", rules("--pack", os.path.join(folder, "no.yaml"), code=3).endswith("no.yaml: no such file"), True)
    bad = os.path.join(folder, "bad.yaml")
    with open(bad, "w", encoding="utf-8") as out:
        out.write("lantu: 1\nrules:\n  - {id: A, kind: nokind, severity: error, title: {zh: 甲, en: a}}\n")
    expect("bad pack", "bad.yaml:3:5: " in rules("--pack", bad, code=2), True)
    for args in (["A", "B"], ["--pack", "mu", "--project", "x.yaml"], ["--pack="], [""]):
        rules(*args, code=2)


check_shipped()
check_words()
with tempfile.TemporaryDirectory() as scratch:
    check_project(scratch)
    check_wrong(scratch)
for fault in FAULTS:
    print(fault)
sys.exit(1 if FAULTS else 0)
