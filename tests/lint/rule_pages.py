"""docs/rules/<ID>.md says what the shipped packs say: rule_pages.py [--write].

Each page is made from its rule; --write writes them all.
"""

import os
import re
import sys

import packs
import survey_rules
import tree

OVERLAP = ("{objects} that share ground is one finding; its pieces make one shape. Shared borders and "
           "touching corners are none. Areas are those of the unrounded shape, planar and "
           "ellipsoidal; the width is the diameter of the largest circle that fits.")
GROUND = ("Areas are those of the unrounded shape, planar and ellipsoidal; the width is the diameter of the "
          "largest circle that fits.")
MATRIX = ("{objects} that share ground is one finding, when the matrix does not allow the pair of their classes: "
          "`fault` `forbidden` (禁止, the severity of the rule), `justify` (需论证, at most warning), `notice` (提示, info). "
          "A pair of classes that the matrix does not list is one finding in all, `unlisted`, with the sum of "
          "its ground. ")
COVERS = ("Every object of `{a}` that the objects of `{b}` together do not cover is one finding; the ground that "
          "is left makes one shape. " + GROUND)
EACH_OTHER = ("Every object of `{a}` that the objects of `{b}` together do not cover is one finding, and every "
              "object of `{b}` that those of `{a}` do not; the ground that is left makes one shape. " + GROUND)
INSIDE = ("Every object of `{a}` that does not lie within one single object of `{b}` is one finding, with the object "
          "that covers most of it; the ground outside of that one makes one shape. " + GROUND)
BOUNDARY = ("Every object of `{a}` whose boundary does not lie on boundaries of objects of `{b}` is one finding; what "
            "is off them makes one shape of lines. Decided exactly on the lattice of 0.0001 m.")
CONTAINS_POINT = ("Every object of `{a}` with another number of objects of `{b}` inside than `count` says is one "
                  "finding. A point on the border is not inside.")
COVERAGE = ("Looks at `{a}` as a coverage, for what `find` lists: objects that share ground, connected ground{frame}, "
            "objects of the same shape, vertices that a neighbour does not have on the common "
            "border, holes, objects of several parts. `docs/formats/packs.md` says what each finding is.")
DISTANCE = ("Every object of `{a}` whose geodesic distance to the nearest object of `{b}` is at most "
            "the limit is one finding, with that nearest object. The distance is to the border of "
            "an area, 0 inside. A distance that differs from the limit by no more than "
            "`tolerance_m` (0.01 m) or the accuracy of the coordinate transformations is "
            "undetermined.")
VALID = "Looks at every layer as it was read. One finding for each object."
FAULTS = ("All faults of a shape are found, exactly, on the lattice of 0.0001 m; the message tells each kind "
          "with the number of its places and the first of them (west to east, then south to north), the "
          "value is the number of all. Points that come twice in a row and the way a ring is turned are no "
          "faults, nor are rings that touch in single points, as long as they do not cut the interior in "
          "parts. What lies in a ring that crosses, or runs along, another ring or itself is not judged "
          "before that is mended. Where edges meet in very many places not all are looked at: "
          "\"at least\".")
CRS = ("Looks at some features of every layer as they stand in its file, the same ones whatever their order, and tells what "
       "contradicts the CRS that is stated, with the readings of the numbers, the share of the points that fits each, and "
       "the line for the project file. Nothing is applied. A layer that nobody states a CRS for is not read, but told with its "
       "readings.")
CRS_FAULTS = (
    ("`swapped`", "northings or latitudes stand where eastings or longitudes should"),
    ("`band`, `prefix`, `no-prefix`", "eastings have the prefix of another band; one that the CRS has not; none though it has one"),
    ("`mixed`", "some eastings have a prefix and some none, or they are of two bands"),
    ("`degrees`, `metres`", "degrees in a projected CRS; no degrees in a geographic one"),
    ("`packed`", "ddd.mmss where degrees are stated"),
    ("`off-band`", "2 % of the points or more lie over 140 km from the meridian of a 3-degree band; warning"),
    ("`area-of-use`", "most points lie outside of the area the CRS is for; warning"),
    ("`outline`", "as stated under 70 % lie in the extent that the other layers have in common (the median of their extents, with a "
                  "margin of a fifth and 0.05°), by another reading 30 % more: another band, swapped, without 500 km of easting or the "
                  "millions of northing; warning"),
    ("`offset`", "vertices of polygons or lines stand off those of other layers by a constant of more than 4 m and up to 1000 m, as Xian 1980 "
                 "coordinates that are taken for CGCS2000: a third of those looked at and 24 at least agree, twice as many as "
                 "on any other offset; the layer that is off most others is told; warning"),
    ("`web-map`", "points lie in the polygon of their key (5 points or more), or in any polygons of a layer (20 or more), once the offset of "
                  "GCJ-02 or BD-09 is undone: 60 % at least, and 30 % more than as they are; warning"),
    ("`none`", "nobody states a CRS"))
MEANINGS = {
    "TOO_FEW_POINTS": "it has no area; one that reading leaves out is told as a ring without area",
    "DUPLICATE_RINGS": "the same ring twice, begun anywhere and turned either way",
    "SELF_INTERSECTION": "two edges of a ring cross, or the ring changes sides where it meets itself",
    "RINGS_CROSS": "of different rings: parts that overlap, a hole over the border",
    "SPIKE": "at its tip",
    "SELF_OVERLAP": "not beside a spike; where that begins",
    "SHARED_EDGE": "a whole edge or a part of one; where that begins",
    "SELF_TOUCH": "without changing sides",
    "HOLE_OUTSIDE": "at its westernmost point, as below",
    "HOLE_OF_OTHER": "the order of rings in the source is wrong",
    "NESTED_HOLES": "a hole in a hole of the same shell",
    "NESTED_SHELLS": "a part lies on another part",
    "INTERIOR": "by rings that touch; where they close the cut",
}
LAND = ("Looks at the declared land (role `land`) of the layer that `mu: {{firms}}` names. One finding "
        "for each firm whose land is blank, zero, negative or no number. A firm for which the `where` "
        "of the layer cannot be answered is undetermined. Skipped where the project has no `mu:`.")
UNIQUE = ("Every value of {columns} that several objects{of} have is one finding, with all of them; every object without "
          "one, too (`missing`), once for a layer that has none at all. Blanks at the ends do not count.")
SCHEMA = ("Compares the fields of `{a}` and their values with `src/share/schemas/{schema}.csv` (`docs/formats/schemas.md`): "
          "fields that are missing or declared with another type or length, values that are blank, not allowed, not the "
          "name of their code, not there where a condition asks for them, not what a formula makes of others. One finding "
          "for each object and `fault`, with all its fields; one for a field where the fault is the column's.")
CLASSES = ("Looks at the class of every object in all layers that name a scheme: a code that is blank or not of the scheme. "
           "One finding for each object, or for a layer where all codes are wrong. A layer without a scheme is not "
           "looked at.")
TOTALS = ("The areas of all objects of `{a}` are summed up, those of `{b}` as well{per}. Sums that differ by more than the "
          "limits are one finding of both layers: both limits are exceeded, and exactly on one is none. Ground that two "
          "objects of a layer cover counts twice. Areas are those that the project computes with (`area`). Where an "
          "object has no shape, or it is not known that it takes part, its sum is undetermined.")
AREA = ("Every object of `{a}` whose area in the column `{declared}` differs from that of its shape by more than the "
        "limits is one finding; both are exceeded, and exactly on the limit is none. {kind} A blank, or what is no number, is "
        "undetermined.")
LARGER_THAN = ("Every object of `{a}` that has less area than the limit{by} is one finding; exactly on the limit is none. What is "
               "short of it by no more than the tolerance is tolerated: it goes to the table `tolerated`. Areas are those that the "
               "project computes with (`area`).")
SLIVER = ("Every object of `{a}` that is, or has a part, smaller than `max_area_m2`{thin} is one finding; exactly on a limit is none. "
          "Areas are those that the project computes with (`area`).")
SHARP_ANGLE = ("Every object of `{a}` with an angle below the limit, inside or outside of it, is one finding with all such corners. "
               "Decided exactly on the lattice of 0.0001 m; exactly on the limit is none. A spike is invalid, and told by "
               "`IN-GEOM` alone.")
SHORT_EDGE = ("Every object of `{a}` with an edge shorter than the limit is one finding with all such edges. Decided exactly on the "
              "lattice of 0.0001 m; exactly on the limit is none. An edge that two objects share is told of both.")
AREA_KINDS = {
    "ellipsoid": "The area of the shape is that on the ellipsoid.",
    "planar": "The area of the shape is that in the plane of the file's own CRS, in the band it was surveyed in.",
    "either": "The area of the shape is that on the ellipsoid, or that in the plane of the file, whichever is nearer.",
}
UNDETERMINED = ("**Undetermined** are objects that the `where` selects but that have no usable shape, and "
                "objects for which the `where` cannot be answered (an attribute is missing or too coarse) "
                "where the answer matters. ")
PAIRS = ("Of these pairs those count for which `{where}` holds, with columns of both objects. Where it cannot be "
         "answered the pair is undetermined.")
APPROVED = ("Ground of it that lies on `{layer}` is a finding of its own, `fault` `approved`, severity info, with the "
            "numbers of the approvals (column `{number}`); the rest keeps its own area. A project without that layer "
            "has conflicts only.")
LIST = ("A layer of b that the project does not have is left out, and the summary names it; without any of them the rule is "
        "skipped.")
ACCURACY = {
    "overlap": "Where the accuracy of a layer's transformation is unknown, what is found is a finding, "
               "but the rule does not pass: state `accuracy_m` for the layer.",
    "distance": "Where the accuracy of a layer's transformation is unknown, no distance is decided: "
                "state `accuracy_m` for the layer.",
}
GROUND_ACCURACY = ACCURACY["overlap"]
ACCURACY.update({kind: GROUND_ACCURACY for kind in ("boundary", "contains-point", "coverage", "covers",
                                                    "covers-each-other", "inside",
                                                    "matrix")})
LIMITS = {
    "absolute_m2": ("m²", "a difference up to this is none"),
    "area": ("", "`ellipsoid`, `planar` (in the plane of the file), or `either`"),
    "columns": ("", "the values that are unique together"),
    "declared": ("", "the column with the declared area"),
    "of": ("", "`object`, or `layer`: the sums"),
    "totals of": ("", "`layer`, or `class`: the sums of each class"),
    "relative": ("", "a difference up to this part of the area of the shape, or of that in `relative_to`, is none"),
    "totals relative": ("", "a difference up to this part of the sum of b is none"),
    "relative_to": ("", "`computed`: the area of the shape, or `declared`"),
    "schema": ("", "the table of the fields"),
    "unit": ("", "of the declared area: `m2`, `ha`, `mu`"),
    "count": ("", "`one`, or `at-least-one`"),
    "find": ("", "what is looked for"),
    "min_length_m": ("m", "an object whose boundary is off by less in all is tolerated: it goes to the table "
                          "`tolerated`, not to the findings"),
    "near_m": ("m", "a vertex so near to a border that does not have it is a finding; 0: only one on the border"),
    "matrix": ("", "the table of pairs of classes, in `src/share/matrices/`"),
    "larger-than min_area_m2": ("m²", "of a class that the table below does not name, or without such a table of any; 0: none"),
    "tolerance_m2": ("m²", "what is short of the limit by no more is tolerated"),
    "max_area_m2": ("m²", "a part that is as large is none"),
    "max_width_m": ("m", "a part that is as wide, or thin by `max_thinness`, is none"),
    "max_thinness": ("", "4πA/P², 1 for a circle"),
    "min_angle_deg": ("°", "an angle as large is none"),
    "min_edge_m": ("m", "an edge as long is none"),
    "min_area_m2": ("m²", "a connected piece of a smaller planar area is tolerated: it goes to the "
                          "table `tolerated`, not to the findings"),
    "min_width_m": ("m", "a connected piece thinner than this is tolerated"),
    "distance_m": ("m", "geodesic distance"),
    "tolerance_m": ("m", "a distance that is no farther from the limit is undetermined"),
    "check": ("", "`invalid`: invalid polygons and rings without area; `missing`: no geometry, empty, damaged, "
                  "unreadable coordinates, no place in the project CRS; `text`: a text that is not valid in the "
                  "encoding of its file"),
}


def sides(rule):
    """(side, layer) of a rule, several of b where that is a list; beside them there may be a `where` of pairs."""
    return [(side, layer) for side, layers in rule.get("layers", {}).items() if side != "where"
            for layer in (layers if isinstance(layers, list) else [layers])]


def names(rule):
    """Side → its layer, or all of its layers, for the text of a page."""
    found = {}
    for side, layer in sides(rule):
        found.setdefault(side, []).append(layer["layer"])
    return {side: "`, `".join(layers[:-1]) + "` and `" * (len(layers) > 1) + layers[-1]
            for side, layers in found.items()}


def classes(limits):
    """Rows of the limits by class."""
    for row in limits.get("classes", []):
        codes = row["class"] if isinstance(row["class"], list) else [row["class"]]
        yield (", ".join(f"`{code}`" for code in codes), row["min_area_m2"],
               row.get("tolerance_m2", limits.get("tolerance_m2", "0")))


def described(rule):
    layers = names(rule)
    if rule["kind"] == "overlap":
        objects = ("Every pair of an object of `{a}` and an object of `{b}`" if "b" in layers
                   else "Every pair of objects of `{a}`").format(**layers)
        return OVERLAP.format(objects=objects)
    if rule["kind"] == "matrix":
        return MATRIX.format(objects="Every pair of an object of `{a}` and an object of `{b}`".format(**layers)) + GROUND
    if rule["kind"] == "distance":
        return DISTANCE.format(**layers)
    limits = rule.get("limits", {})
    if rule["kind"] == "unique":
        columns = limits.get("columns", [])
        columns = [columns] if isinstance(columns, str) else columns
        return UNIQUE.format(columns=" with ".join(f"`{c}`" for c in columns) or "the key",
                             of=" of `{a}`".format(**layers) if layers else " of a layer that names a key")
    if rule["kind"] == "schema":
        return SCHEMA.format(schema=limits["schema"], **layers) if "schema" in limits else CLASSES
    if rule["kind"] == "area":
        return AREA.format(declared=limits["declared"], kind=AREA_KINDS[limits.get("area", "ellipsoid")], **layers)
    if rule["kind"] == "larger-than":
        return LARGER_THAN.format(by=" of its class" if "classes" in limits else "", **layers)
    if rule["kind"] == "sliver":
        return SLIVER.format(thin=" and thin" if limits.keys() & {"max_width_m", "max_thinness"} else "", **layers)
    if rule["kind"] == "totals":
        return TOTALS.format(per=", class by class" if limits.get("of") == "class" else "", **layers)
    if rule["kind"] == "coverage":
        frame = (" of `{b}` that no object covers".format(**layers) if "b" in layers
                 else " that objects surround and none covers")
        return COVERAGE.format(frame=frame, **layers)
    return {"valid": VALID, "crs": CRS, "land": LAND, "covers": COVERS, "covers-each-other": EACH_OTHER, "inside": INSIDE,
            "boundary": BOUNDARY, "contains-point": CONTAINS_POINT, "sharp-angle": SHARP_ANGLE,
            "short-edge": SHORT_EDGE}[rule["kind"]].format(**layers)


def kinds_of_faults():
    """The rows VALIDITY_… of the catalogue, in their order, which is that of the messages."""
    rows = re.findall(r'LT_TEXT\(VALIDITY_(\w+),\s*"([^"]+)",\s*"([^"]+)"\)', tree.read("src/share/texts/geom.def"))
    return [(f"{zh} / {en}", MEANINGS[name]) for name, zh, en in rows if name not in ("VALID", "OPEN", "POINTS")]


def table(head, rows):
    rows = list(rows)
    return [f"| {' | '.join(head)} |", "|" + " --- |" * len(head),
            *(f"| {' | '.join(row)} |" for row in rows), ""] if rows else []


def basis_line(basis):
    times = "".join(f", {word} {basis[key]}" for key, word in
                    (("valid_from", "from"), ("valid_to", "until")) if key in basis)
    note = "" if basis["confirmed"] == "true" else "（依据待核 / not confirmed）"
    return f"- {basis['text']['zh']} / {basis['text']['en']}{times}{note}"


def section(title, text):
    en = text["en"]
    return [f"## {title}", "", f"{text['zh']}。", "", f"{en[0].upper()}{en[1:]}.", ""]


def page(pack, rule):
    title, kind = rule["title"], rule["kind"]
    lines = [f"# {rule['id']} {title['zh']}", "",
             f"{title['en'][0].upper()}{title['en'][1:]}. Pack `{pack}`, kind `{kind}`, "
             f"severity {rule['severity']}.", "", described(rule), ""]
    lines += table(("", "layer", "where"),
                   [(side, f"`{layer['layer']}`", f"`{layer['where']}`" if "where" in layer else "")
                    for side, layer in sides(rule)])
    if len(sides(rule)) > 2:
        lines += [LIST, ""]
    if "where" in rule.get("layers", {}):
        lines += [PAIRS.format(where=rule["layers"]["where"]), ""]
    lines += table(("limit", "value", "unit", "meaning"),
                   [(f"`{key}`", ", ".join(text) if isinstance(text, list) else text,
                     *LIMITS.get(f"{kind} {key}", LIMITS.get(key)))
                    for key, text in rule.get("limits", {}).items() if key != "classes"])
    lines += table(("class", "`min_area_m2`", "`tolerance_m2`"), classes(rule.get("limits", {})))
    if rule.get("limits", {}).get("check") == "invalid":
        lines += [FAULTS, "", *table(("fault", "meaning"), kinds_of_faults())]
    if kind == "crs":
        lines += table(("`fault`", "meaning"), CRS_FAULTS)
    if "approved" in rule:
        lines += [APPROVED.format(**rule["approved"]), ""]
    if kind in ACCURACY:
        lines += [UNDETERMINED + ACCURACY[kind], ""]
    if "basis" in rule:
        lines += ["## 依据 / Basis", "", *map(basis_line, rule["basis"]), ""]
    lines += section("整改 / Remedy", rule["fix"]) + section("注意 / Caution", rule["trap"])
    return "\n".join(lines)


def main():
    pages = {f"docs/rules/{rule['id']}.md": page(pack, rule) for pack, rule in packs.rules()}
    of_surveys, more_faults = survey_rules.pages()
    pages.update(of_surveys)
    if sys.argv[1:] == ["--write"]:
        for name, text in pages.items():
            with open(os.path.join(tree.ROOT, name), "w", encoding="utf-8") as file:
                file.write(text)
    there = set(tree.sources("docs/rules/", ".md")) - {"docs/rules/README.md"}
    faults = [f"{name}: no rule of this id" for name in sorted(there - pages.keys())]
    faults += more_faults
    for name, text in pages.items():
        if name not in there:
            faults.append(f"{name}: is missing; write it with tests/lint/rule_pages.py --write")
        elif tree.read(name) != text:
            faults.append(f"{name}: is not what the pack says; write it with "
                          "tests/lint/rule_pages.py --write")
    tree.verdict(faults, len(pages))


main()
