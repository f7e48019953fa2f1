"""Wrong project files: the message names file, line and column, exit 2."""

from base import HEAD, LINE_LAYER, RESULT, ZONE_LAYER, Case, project, rule, zone_layer

AT = r"project\.yaml:{}:{}: "
ZONE = ZONE_LAYER[4:-1]  # {id: zone, …}


def at(line, column=r"\d+"):
    return AT.format(line, column)


def text(name, err, content):
    return Case(name, err, text=content)


def pack(name, err, rules, names="own.yaml", **more):
    """The rules in a pack beside the project file."""
    rules = rules if rules == " []\n" else "\n" + rules
    return Case(name, err, text=project(head=HEAD + f"extends: [{names}]\n", rules=" []\n", sep=""),
                files={"own.yaml": "lantu: 1\nrules:" + rules}, **more)


def where(name, err, condition):
    """A condition of an own rule."""
    return Case("where-" + name, r"project\.yaml:7:\d+: .*" + err,
                text=project(rules=rule(where=condition)))


YAML = [
    text("yaml-unclosed", at(r"\d+"), HEAD + "layers: [\n"),
    text("yaml-tab", at(3), HEAD + "\tlayers: []\n"),
    text("yaml-two-documents", r"project\.yaml", project() + "---\n" + project()),
    text("yaml-alias-bomb", r"project\.yaml", "a: &a [x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n"),
    text("yaml-deep", r"project\.yaml", "a: " + "[" * 100000),
    text("yaml-not-utf8", r"project\.yaml", project().encode() + b"# \xb0\xae\n"),
    text("yaml-nul", r"project\.yaml", project().encode() + b"\0\n"),
    text("yaml-empty", r"project\.yaml", ""),
    text("yaml-no-mapping", r"project\.yaml", "- 1\n"),
    text("yaml-key-twice", at(3) + ".*project", HEAD + "project: {name: T}\n"),
]

KEYS = [
    text("key-unknown-top", at(8, 1) + ".*'ouput'.*'output'", project(more="ouput: {dir: out}\n")),
    text("key-unknown-project", at(2, 20) + ".*'crss'", project(head=HEAD.replace("crs:", "crss:"))),
    text("key-unknown-layer", at(4, 16) + ".*'kee'", zone_layer("{id: zone, kee: NO}")),
    text("key-unknown-rule", at(7) + r".*'sevrity'.*'severity'", project(rules=rule(more="sevrity: x"))),
    text("key-missing-crs", at(2) + ".*crs", project(head="lantu: 1\nproject: {name: T}\n")),
    text("key-missing-source", at(4) + ".*source", zone_layer("{id: zone}")),
    text("version-unknown", at(1) + ".*lantu|lantu", project(head=HEAD.replace("lantu: 1", "lantu: 2"))),
    text("type-wrong", at(3), HEAD + "layers: 5\n"),
    text("bool-wrong", at(4), zone_layer(ZONE[:-1] + ", optional: maybe}")),
    text("date-wrong", at(2), project(head=HEAD.replace("}", ", as_of: 2018-13-45}"))),
    text("choice-wrong", at(2) + ".*planar", project(head=HEAD.replace("}", ", area: flat}"))),
]

NAMES = [
    text("layer-twice", at(6) + ".*zone", project(layers=ZONE_LAYER + LINE_LAYER + ZONE_LAYER)),
    text("rule-twice", at(8) + ".*R-1", project(rules=rule() + rule())),
    text("rule-unknown-layer", at(7) + ".*'zoen'", project(rules=rule(a="zoen"))),
    text("rule-unknown-kind", at(7) + ".*'overlaps'", project(rules=rule(kind="overlaps"))),
    text("rule-unknown-limit", at(7) + ".*'min_area_m'.*'min_area_m2'",
         project(rules=rule(more="limits: {min_area_m: 1}"))),
    text("rule-limit-no-number", at(7), project(rules=rule(more="limits: {min_area_m2: much}"))),
    text("rule-limit-nan", at(7), project(rules=rule(more="limits: {min_area_m2: .nan}"))),
    text("rule-limit-negative", at(7), project(rules=rule(more="limits: {min_area_m2: -1}"))),
    text("rule-limit-missing", at(7) + ".*distance_m", project(rules=rule(kind="distance"))),
    text("rule-layer-missing", at(7), project(rules=rule(kind="distance", b=None,
                                                         more="limits: {distance_m: 10}"))),
    text("rule-area-undeclared", at(7) + ".*'declared' is missing", project(rules=rule(kind="area", b=None))),
    text("rule-area-two-layers", at(7) + ".*'area'",
         project(rules=rule(kind="area", more="limits: {declared: SIZE, unit: m2}"))),
    text("rule-schema-unknown", at(7) + ".*'dlbt'; shipped are: .*dltb",
         project(rules=rule(kind="schema", b=None, more="limits: {schema: dlbt}"))),
    Case("rule-schema-broken", at(7) + r"own\.csv: line 2: cells expected: 2, found: 1",
         text=project(rules=rule(kind="schema", b=None, more="limits: {schema: own.csv}")),
         files={"own.csv": "field,type\nKIND\n"}),
    Case("rule-schema-missing", at(7) + r"own\.csv: no such file",
         text=project(rules=rule(kind="schema", b=None, more="limits: {schema: own.csv}"))),
    text("rule-severity-unknown", at(7) + ".*severity.*info, warning, error",
         project(rules=rule().replace("severity: error", "severity: fatal"))),
    text("rule-changed-unknown", at(7) + ".*DG-C99",
         project(rules="  - {id: DG-C99, severity: warning}\n")),
    text("pack-unknown", at(3) + ".*'duogi'", project(head=HEAD + "extends: [duogi]\n")),
    text("pack-path-missing", at(3) + r".*own\.yaml", project(head=HEAD + "extends: [own.yaml]\n")),
    # Only a column that the layer lacks skips a rule of a pack; what else is wrong is the pack's fault.
    pack("pack-where-bad-sql", r"own\.yaml:3:\d+: condition", rule(where="KIND = = 1")),
    pack("pack-where-function", r"own\.yaml:3:\d+: .*no_such", rule(where="no_such(KIND) = 1")),
    pack("pack-where-quote", r"own\.yaml:3:\d+: .*quote", rule(where="KIND = '07")),
    pack("pack-where-column", "", rule(where="KINDD = '07'"), exit=0, lines=0, writes=RESULT,
         out="skipped.*\n(.*\n)*.*'zone' lacks a field.*'KINDD'"),
    pack("pack-empty", r"own\.yaml:2:8: .*'rules'", " []\n"),
    pack("pack-named-twice", "", rule(), exit=0, lines=0, writes=RESULT, out="R-1", names="own.yaml, ./own.yaml"),
    text("layers-empty", at(3, 9) + ".*'layers'", HEAD + "layers: []\n"),
    text("id-blank", at(4, 10) + ".*'id'.*blank", zone_layer('{id: "", source: zone.geojson}')),
    text("source-blank", at(4, 24) + ".*'source'.*blank", zone_layer('{id: zone, source: " "}')),
    text("class-scheme-unknown", at(4) + ".*sandiao-1919",
         zone_layer(ZONE[:-1] + ", class: {field: KIND, scheme: sandiao-1919}}")),
    text("key-column-missing", at(4, 61) + ".*zone.*'NOPE'.*NO", zone_layer(ZONE.replace("key: NO", "key: NOPE"))),
    text("role-column-missing", "zone.*'SIZZ'.*SIZE", zone_layer(ZONE[:-1] + ", fields: {tax: SIZZ}}")),
    text("layer-where-column", at(4, 72) + ".*'KINDD'.*KIND",
         zone_layer(ZONE[:-1] + ", where: \"KINDD = '07'\"}")),
    text("crs-unknown", "EPSG:999999",
         project(head=HEAD.replace("4526", "999999"))),
    text("crs-no-crs", "CGCS",  project(head=HEAD.replace("EPSG:4526", "CGCS"))),
    text("crs-geographic", "EPSG:4490.*geographic.*EPSG:4526", project(head=HEAD.replace("4526", "4490"))),
    text("crs-not-metre", "Long Island.*metre", project(head=HEAD.replace("4526", "2263"))),
    text("layer-crs-unknown", at(4) + ".*EPSG:999999", zone_layer(ZONE.replace("4526", "999999"))),
]

WHERE = [
    where("column-misspelt", "'KINDD'.*KIND", "KINDD = '07'"),
    # Double quotes are names: never a string that happens to be compared.
    where("column-misspelt-quoted", "KINDD", "\"KINDD\" = '07'"),
    where("value-in-double-quotes", "no field '07'", 'KIND = "07"'),
    where("bad-sql", "condition: .*\"=\".*syntax", "KIND = = 1"),
    where("unfinished", "condition: .*syntax", "KIND ="),
    where("quote-open", "a quote .* not closed", "KIND = '07"),
    where("parenthesis-open", "parenthes", "(KIND = '07'"),
    where("parenthesis-escape", "parenthes", "1) OR (1"),
    where("second-statement", "semicolon", "1; DROP TABLE x"),
    where("comment", "comment", "1 -- all"),
    where("comment-block", "comment", "1 /* all */"),
    where("sub-select", "sub-select", "(SELECT name FROM sqlite_master) > ''"),
    where("sub-select-count", "function 'count' is not allowed", "(SELECT count(*) FROM sqlite_master) > 0"),
    where("exists", "sub-select", "EXISTS (SELECT 1)"),
    where("in-table", "without sub-select", "KIND IN sqlite_master"),
    where("table-function", "without sub-select", "KIND IN (SELECT name FROM pragma_table_list)"),
    where("recursive-without-end", "without sub-select",
          "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT max(i) FROM n) > 0"),
    where("parameter", "without .*parameter", "KIND = ?1"),
    where("aggregate", "function 'sum' is not allowed", "sum(SIZE) > 1"),
    where("window", "function 'row_number' is not allowed", "row_number() OVER () = 1"),
    where("load-extension", "function 'load_extension' is not allowed", "load_extension('evil')"),
    where("write-file", "no such function: writefile", "writefile('evil', 'x') > 0"),
    where("read-file", "no such function: readfile", "readfile('zone.geojson') > ''"),
    where("big-blob", "function 'zeroblob' is not allowed", "zeroblob(1000000000) > 0"),
    where("random", "function 'random' is not allowed", "random() > 0"),
    where("clock", "function 'date' is not allowed", "date('now') > '2020'"),
    where("attach", "condition: .*evil.*syntax", "ATTACH 'evil.db' AS e"),
    where("line-end", "condition: .*UNION.*syntax", "KIND = '07'\nUNION SELECT 1"),
    where("too-long", "200009 bytes is too long.*65536", "KIND = '" + "x" * 200000 + "'"),
    where("too-deep", "condition: .*(overflow|deep|depth)", "(" * 5000 + "1" + ")" * 5000),
]

CASES = YAML + KEYS + NAMES + WHERE
