"""Lines and points of the sample city: roads, rivers, pipes and wires, schools and homes."""

import math

from land import at, rng
from patches import Feature

ROAD_NAMES = {"G1": "示范高速", "S1": "省道101线", "S2": "省道202线", "X3": "北环县道", "X4": "清河县道", "X5": "邻山县道",
              "X6": "西北县道", "X7": "东环县道", "rail": "示范铁路", "ring": "环城路", "west street": "建设西街",
              "east street": "建设东街", "bank street": "滨河东路", "new street": "新城大街", "north street": "凤台街",
              "south street": "文昌街", "temple street": "泽州路"}
RIVER_NAMES = {"river": "清河", "east brook": "东岭河", "west brook": "西河", "far brook": "邻山河", "border": "界河"}


def roads(survey):
    rows = []
    for name, code, width, path in survey.ground.lines:
        if code not in ("1001", "1003", "1004", "1006"):
            continue
        base = name.rsplit(" ", 1)[0] if name[-1].isdigit() and " " in name else name
        kind = {"1001": "铁路", "1003": "公路", "1004": "城市道路", "1006": "农村道路"}[code]
        rows.append((ROAD_NAMES.get(base, "村道"), kind, width, path))
    return [Feature(f"DL-{n:03d}", [[[at(u, v) for u, v in path]]],
                    {"BH": f"DL-{n:03d}", "MC": name, "LX": kind, "KD": float(width)})
            for n, (name, kind, width, path) in enumerate(rows, 1)]


def rivers(survey):
    rows = [(RIVER_NAMES[name], width, path) for name, code, width, path in survey.ground.lines if name in RIVER_NAMES]
    return [Feature(f"HL-{n:03d}", [[[at(u, v) for u, v in path]]],
                    {"BH": f"HL-{n:03d}", "MC": name, "KD": float(width)})
            for n, (name, width, path) in enumerate(rows, 1)]


def sensitive(survey):
    """Schools and hospitals on their patches, homes as one point for each village and quarter."""
    rows = []
    for p in survey.main:
        if p.code == "08H2" and p.kind in ("city", "town", "village"):
            kind = rng("sensitive", *map(round, p.place)).choice(["学校", "学校", "医院", "幼儿园"])
            rows.append((kind, f"示例第{len(rows) + 1}{ {'学校': '中小学', '医院': '医院', '幼儿园': '幼儿园'}[kind]}", p.place))
    rows += [("居住区", f"{name}村居民点", (u, v)) for name, u, v, _ in survey.ground.villages]
    return [Feature(f"MG-{n:03d}", [[[at(u, v)]]], {"BH": f"MG-{n:03d}", "MC": name, "LX": kind})
            for n, (kind, name, (u, v)) in enumerate(rows, 1)]


PIPES = [("给水", "west street", 4), ("污水", "west street", -5), ("燃气", "east street", 5), ("电力", "east street", -6),
         ("给水", "ring", 8), ("热力", "ring", -8), ("通信", "S2", 15), ("电力", "S1", -16), ("污水", "bank street", 6),
         ("雨水", "bank street", -6), ("给水", "south street", 5), ("燃气", "north street", -5), ("热力", "new street", 6)]


def utilities(survey):
    """(lines, points): pipes and wires beside streets, with a chamber every 250 m or so."""
    lines, points = [], []
    for kind, street, off in PIPES:
        for name, code, width, path in survey.ground.lines:
            if name != street and not (name.startswith(street + " ") and name[len(street) + 1:].isdigit()):
                continue
            moved = []
            for k, (u, v) in enumerate(path):
                (a, b), (c, d) = path[max(0, k - 1)], path[min(len(path) - 1, k + 1)]
                length = math.hypot(c - a, d - b)
                moved.append((u - (d - b) / length * off, v + (c - a) / length * off))
            moved = [p for p in moved if -2500 < p[0] < 11500 and 200 < p[1] < 8700]
            n = len(lines) + 1
            lines.append(Feature(f"GX-{n:03d}", [[[at(u, v) for u, v in moved]]], {
                "BH": f"GX-{n:03d}", "LX": kind, "GJ": float(rng("pipe", n).choice((200, 300, 400, 600))),
                "JSNF": 2008 + n % 15}))
            for u, v in moved[2::4]:
                m = len(points) + 1
                points.append(Feature(f"SS-{m:04d}", [[[at(u, v)]]], {
                    "BH": f"SS-{m:04d}", "LX": {"电力": "变电箱", "通信": "基站"}.get(kind, f"{kind}检查井")}))
    return lines, points
