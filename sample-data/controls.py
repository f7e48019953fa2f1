"""Control lines, environment, society and industry, approved land: lists of features.

TEST_... are drawn for planted faults (planted.py); farmland follows the patches of the land use.
"""

import math

import plane
from drawing import S, W, area_text, around, box, meets, moved, ring, rough
from land import at, inside, is_hill, path_distance, rng
from patches import CROPS, DLMC, MAIN_COUNTY, Feature, noise
from plans import RED_HILLS_OUTLINE

# --- Control lines ---------------------------------------------------------------------------

TEST_FARMLAND = [
    ("YJ-101", moved(*W, box(1000, 1400, 1400, 1700))),
    ("YJ-102", moved(*W, ring((1120.3306, 1790.1182), (1381.5523, 1802.7744), (1441.2087, 1931.0629),
                              (1302.6614, 2098.4471), (1101.8795, 2041.9938)))),
    ("YJ-103", moved(*W, ring((1000, 2200), (1400, 2200), (1400, 2500), (1300, 2500), (1300, 2300), (1100, 2300),
                              (1100, 2500), (1000, 2500)))),
    ("YJ-104", moved(*W, box(1000, 2600, 1300, 2750))),
    ("YJ-105", moved(*W, box(1000, 2800, 1300, 2950))),
    ("YJ-106", moved(*W, box(1000, 3100, 1300, 3250))),
    ("YJ-107", moved(*W, box(1000, 3300, 1300, 3450))),
    ("YJ-108", moved(*W, ring((1550, 1400), (1900, 1400), (1900, 1580.04), (1800, 1580.04), (1800, 1450), (1650, 1450),
                              (1650, 1600), (1550, 1600)))),
    ("YJ-109", [box(800, 4270, 940, 4420)]),
    ("YJ-110", moved(*W, box(1650, 2480, 1800, 2620))),
    ("YJ-111", moved(*W, ring((1640.5, 2930.25), (1752.75, 2975.5), (1712.25, 3088.125), (1598.125, 3041.75)))),
    ("YJ-114", [box(660, 2280, 720, 2420)]),
    ("YJ-115", [box(655, 2920, 720, 2980)]),
    ("YJ-121", [ring((9600.5, 8340.25), (9820.125, 8300.5), (9860.75, 8400.375), (9640.25, 8430.5))]),  # red line: L1
    ("YJ-122", [ring((6160.25, 3150.5), (6300.75, 3160.125), (6290.5, 3240.25), (6150.125, 3230.75))]),  # growth: L2
]
TEST_BOXES = [(640, 2030, 1720, 4520), (7080, 5150, 8060, 6200), (9500, 5900, 9900, 6400), (9560, 8350, 9900, 8540),
              (6100, 3100, 6350, 3280), (6850, 6150, 7480, 6620), (200, 80, 760, 1140), (3050, 6400, 4320, 7000),
              (-3200, 5400, -2400, 8250), (-1620, 3700, -400, 4460), (9550, 8250, 9900, 8540)]


def farm_feature(key, parts, code="0103", place="西河村"):
    return Feature(key, parts, {
        "YJJBNTTBBH": key, "YSDM": "2005010300", "XZQDM": "140599", "XZQMC": MAIN_COUNTY[1], "DLBM": code,
        "DLMC": DLMC[code], "QSXZ": "30", "ZLDWMC": place, "YJJBNTTBMJ": area_text(parts), "YJJBNTMJ": area_text(parts),
        "SJNF": 2023, "BHKSSJ": "20221001", "WDGD": "是"})


def is_prime(p, survey):
    u, v = p.place
    if p.kind != "open" or p.code not in CROPS or len(p.rings) > 1 and p.rings[1:] != survey.hamlet:
        return False
    if plane.area_of(p.rings[0]) < 3000 or meets(p, *TEST_BOXES) or is_hill(u, v):
        return False
    if id(p) in survey.taken:
        return False
    if 5700 < u < 8800 and 1850 < v < 3400 or inside(u, v, RED_HILLS_OUTLINE) \
            or path_distance(u, v, RED_SPRING_PATH) < 350:
        return False
    town = math.hypot(u - 9300, v - 3080) < 900
    r = min(math.hypot(u - a, v - b) for a, b in survey.ground.city)
    is_good = noise("prime", u, v, 1300) > 0.42 or p.rings[1:] == survey.hamlet
    return not town and is_good and (r > 500 or u < 3600 and v > 5000)


def farmland(survey):
    features, places = [], survey.places
    number = 1000
    for p in survey.main:
        if is_prime(p, survey):
            number += 1
            features.append(farm_feature(f"YJ-{number}", [p.rings], p.code, places.of(*p.place)[1]))
    features += [farm_feature(key, [rings]) for key, rings in TEST_FARMLAND]
    features += [farm_feature("YJ-112", [[cutting_block(*survey.cut_village)]]),
                 farm_feature("YJ-113", [[into_the_road(survey)]])]
    number = 2000
    for p in survey.west:  # the second county's farmland keeps a distance from all borders
        if p.kind == "open" and p.code in CROPS and len(p.rings) == 1 and noise("prime", *p.place, 1300) > 0.38 \
                and plane.area_of(p.rings[0]) > 8000 and not meets(p, *TEST_BOXES):
            inner = shrunk(p.rings[0])
            if inner:
                number += 1
                features.append(farm_feature(f"YJ-{number}", [[inner]], p.code, places.of(*p.place)[1]))
    return features


def shrunk(border):
    """A copy of a convex ring some metres inside it; None where it is not convex."""
    n = len(border)
    cx, cy = sum(x for x, _ in border) / n, sum(y for _, y in border) / n
    if any(plane.orientation(border[k - 1], border[k], border[(k + 1) % n]) < 0 for k in range(n)):
        return None
    return [(round(x + (cx - x) * 0.06), round(y + (cy - y) * 0.06)) for x, y in border]


def cutting_block(home, works):
    """A block of farmland across the homesteads of a village and the workshop beside them (C01X)."""
    (u, v), (a, b) = home.place, works.place
    length = math.hypot(a - u, b - v)
    du, dv = (a - u) / length, (b - v) / length
    return ring(*[(round(u + du * s - dv * t, 4), round(v + dv * s + du * t, 4)) for s, t in
                  ((-18.2271, -22.4416), (length + 14.8034, -19.1193), (length + 12.3378, 21.5527),
                   (-15.9149, 24.2268))])


def into_the_road(survey):
    """A field beside the highway whose border on the highway lies 0.05 m inside it."""
    p, shared = survey.road_field
    first, last = shared[0][0], shared[-1][1]
    length = math.hypot(last[0] - first[0], last[1] - first[1])
    nx, ny = (last[1] - first[1]) / length, -(last[0] - first[0]) / length
    touched = {q for edge in shared for q in edge}
    return [(x + round(500 * nx), y + round(500 * ny)) if (x, y) in touched else (x, y) for x, y in p.rings[0]]


RED_SPRING_PATH = [(8000, 1990), (8620, 1960), (8630, 2800), (8090, 2720), (8000, 1990)]


def red_line():
    lines = [
        ("HX-01", "东岭水源涵养生态保护红线", rough(*RED_HILLS_OUTLINE)),
        ("HX-02", "清河水源地生态保护红线", moved(*S, rough((5320, 80), (5900, 60), (5930, 900), (5650, 930),
                                                            (5380, 820), (5290, 420)))[0]),
        ("HX-03", "邻山水土保持生态保护红线", rough((-3000, 5600), (-2650, 5500), (-2500, 6700), (-2600, 8000),
                                                    (-2800, 8150), (-3120, 6950))),
        ("HX-04", "南岭生物多样性生态保护红线", rough((250, 150), (700, 120), (520, 560), (240, 1100))),
        ("HX-05", "滨河湿地生态保护红线", ring((6900.25, 6260.5), (7300.5, 6290.125), (7280.125, 6560.75),
                                               (6930.75, 6540.375)))]
    return [Feature(key, [[border]], {"HXBH": key, "HXMC": name, "LHLX": name[2:-6], "XZQMC":
                                      "邻山县" if key == "HX-03" else "示范县", "MJ": area_text([[border]])})
            for key, name, border in lines]


GHFQ = {"410": "城镇集中建设区", "420": "城镇弹性发展区", "430": "特别用途区"}


def growth_area(survey):
    city = survey.city_outline
    areas = [
        ("KF-01", "410", [city]),
        ("KF-02", "410", [ring((7240, 5340), (7840, 5340), (7840, 6060), (7240, 6060))]),
        ("KF-03", "420", [box(7840, 5340, 8010, 6060)]),
        # the main zone; its border leaves out the spring, and with it a corner of SF-03
        ("KF-04", "410", [ring((5950, 2080), (7965, 2060), (7960, 2700), (7480, 3210), (5960, 3190))]),
        ("KF-05", "410", [NORTH_GROWTH]),
        ("KF-06", "410", [WEST_GROWTH]),
        ("KF-07", "430", [ring((7150.5, 6180.25), (7420.25, 6200.5), (7400.75, 6420.125), (7160.25, 6400.5))])]
    return [Feature(key, [part], {"BH": key, "XZQDM": "140599", "XZQMC": "示范县", "GHFQDM": code,
                                  "GHFQMC": GHFQ[code], "MJ": area_text([part])}) for key, code, part in areas]


NORTH_GROWTH = ring((3120, 6430), (4290, 6480), (4270, 6980), (3150, 6960))
WEST_GROWTH = ring((-1560, 3780), (-460, 3740), (-430, 4420), (-900, 4440), (-1540, 4180))


# --- Environment -----------------------------------------------------------------------------

def eco_units():
    hills = rough((8900, 9300), (8700, 7700), (8950, 6400), (9350, 5500), (9600, 4500), (12300, 4300))
    west = rough((2450, -500), (2500, 1500), (2350, 4000), (2550, 6000), (2400, 9300))
    border = rough((0, -700), (120, 1800), (-100, 4200), (40, 6900), (250, 9300))
    spring = moved(*S, rough((5190, 10), (5220, 500), (5190, 1000), (5600, 1040), (6000, 1000), (6010, 20)))[0]
    units = [
        ("ZH14059910001", "东岭优先保护单元", "优先保护单元", [hills + ring((12300, 9300))], "2521,2522,2523,3011,3110,3120"),
        ("ZH14059910002", "清河水源地优先保护单元", "优先保护单元", [spring], "2614,2621,2710,3360"),
        ("ZH14059920001", "示范市重点管控单元", "重点管控单元", [west + hills + ring((12300, -700)), spring],
         "2521,3110"),
        ("ZH14059930001", "西河一般管控单元", "一般管控单元", [border + west[::-1]], None),
        ("ZH14059830001", "邻山一般管控单元", "一般管控单元", [ring((-3500, -700)) + border + ring((-3500, 9300))], "")]
    return [Feature(key, [rings], {"DYBM": key, "DYMC": name, "GKLX": kind, "JZXM": banned})
            for key, name, kind, rings, banned in units]


def water_sources():
    """Three levels round the wells by the river; each goes round the one inside."""
    u, v = 7560, 8150
    def level(r, n):
        return [at(u + r * math.cos(a), v + 0.8 * r * math.sin(a)) for a in [k * 2 * math.pi / n for k in range(n)]]
    one, two, outer = level(110, 12), level(320, 16), level(620, 20)
    rows = [("SY-01", "清河水源地一级保护区", "一级", [one]), ("SY-02", "清河水源地二级保护区", "二级", [two, one]),
            ("SY-03", "清河水源地准保护区", "准保护区", [outer, two])]
    return [Feature(key, [rings], {"BH": key, "MC": name, "JB": kind}) for key, name, kind, rings in rows]


def built_up():
    main = rough((3650, 5850), (3500, 5300), (3520, 4500), (3700, 3850), (4300, 3250), (5100, 3080), (5900, 3400),
                 (6250, 3900), (6850, 4300), (6950, 4900), (6800, 5400), (6200, 5900), (5500, 6120), (4600, 6180),
                 (4000, 6130))
    hill = rough((5080, 5000), (5480, 5020), (5470, 5400), (5110, 5360))  # a wooded hill in the middle of the city
    suburb = rough((3160, 6500), (3420, 6510), (3400, 6700), (3170, 6690))
    south = rough((8930, 2800), (9250, 2700), (9650, 2850), (9680, 3250), (9350, 3430), (9010, 3380))
    return [Feature("JCQ-01", [[main, hill], [suburb]], {"BH": "JCQ-01", "MC": "示范市中心建成区"}),
            Feature("JCQ-02", [[south]], {"BH": "JCQ-02", "MC": "清源镇建成区"})]


# --- Economic and social development, industry -----------------------------------------------

def major_projects():
    rows = [
        ("XM-2025-001", "市民中心及文化广场", "民生", [around(4450, 4950, 160, 120, 1)]),
        ("XM-2025-002", "第二人民医院迁建", "民生", [around(5700, 5350, 150, 110, 2)]),
        ("XM-2025-003", "新城区九年一贯制学校", "民生", [box(7300, 5400, 7460, 5490)]),
        ("XM-2025-004", "客运枢纽站", "交通", [around(3650, 4900, 170, 110, 4)]),
        ("XM-2025-005", "滨河公园二期", "生态", [around(6080, 4450, 90, 200, 5)]),
        ("XM-2025-006", "光机电产业园标准厂房", "产业", [around(6750, 4450, 140, 160, 6)]),
        ("XM-2025-007", "城南污水处理厂扩建", "基础设施", [around(4550, 3450, 120, 100, 7)]),
        ("XM-2025-008", "新能源装备制造项目", "产业", [box(2450, 2200, 2650, 2350)]),       # outside: S1
        ("XM-2025-009", "西河冷链物流中心", "产业", [box(1600, 3000, 1760, 3080)]),         # partly outside
        ("XM-2025-010", "乡村民宿集群", "文旅", [box(2900, 2600, 3000, 2680)]),             # outside, approved
        ("XM-2025-011", "保障性租赁住房", "民生", [around(5200, 4200, 110, 90, 11)]),
        ("XM-2025-012", "数据中心", "产业", [box(7650, 5420, 7740, 5480)]),
        ("XM-2025-013", "新城区纬三路", "交通", [box(7243, 5700, 7848, 5712)])]             # inside of two plans together
    return [Feature(key, [part], {"XMDM": key, "XMMC": name, "XMLX": kind,
                                  "ZTZ": float(rng("cost", key).randint(8, 420)) * 100,
                                  "KGNF": 2025 + rng("year", key).randint(0, 2)})
            for key, name, kind, part in rows]


def function_areas():
    rows = [
        ("GN-01", "示范市城市化地区", "城市化地区", [rough((2450, 2000), (8600, 1800), (8700, 6600), (2500, 6700))]),
        ("GN-02", "清河农产品主产区", "农产品主产区", [rough((100, 6800), (8500, 6750), (8500, 9100), (200, 9200))]),
        ("GN-03", "东岭重点生态功能区", "重点生态功能区", [rough((8800, 4700), (12100, 4300), (12100, 9200), (8750, 9200))]),
        ("GN-04", "邻山农产品主产区", "农产品主产区", [rough((-3300, -300), (-250, -300), (-250, 9300), (-3300, 9300))])]
    return [Feature(key, [part], {"BH": key, "MC": name, "GNLX": kind}) for key, name, kind, part in rows]


def industry_areas():
    rows = [
        ("CY-01", "光机电产业片区", "光机电", "3963,3976,3982", [around(6500, 2450, 700, 380, "a")]),
        ("CY-02", "装备制造产业片区", "装备制造", "3411,3511,3670", [around(7150, 2750, 500, 330, "b")]),
        ("CY-03", "煤化工产业片区", "煤化工", "2521,2614", [ring((2350.5, 2100.25), (2950.25, 2120.5), (2930.125, 2480.75),
                                                                 (2360.75, 2450.125))]),
        ("CY-04", "医药产业片区", "医药", "2710,2720", [ring((7700.25, 2350.5), (8120.5, 2340.25), (8140.75, 2620.125),
                                                             (7720.125, 2640.5))]),
        ("CY-05", "新材料产业片区", "新材料", "3240,3062", [around(3700, 6700, 500, 260, "e")]),
        ("CY-06", "现代物流片区", "物流", "5990", [around(-1000, 4050, 420, 260, "f")]),
        ("CY-07", "特钢产业片区", "钢铁", "3120", [ring((8700.25, 5100.5), (9640.5, 5130.25), (9620.125, 5330.75),
                                                        (8690.75, 5300.125))])]
    return [Feature(key, [part], {"BH": key, "MC": name, "CYLX": kind, "HYDM": codes})
            for key, name, kind, codes, part in rows]


# --- Approved land (批文) --------------------------------------------------------------------

def approved_land():
    rows = [
        ("PW-01", "西河农产品加工项目", "示政地字〔2021〕18号", [box(690, 2270, 750, 2430)]),
        ("PW-02", "西河中心村住宅", "示政地字〔2022〕7号", [box(680, 2890, 780, 3010)]),
        ("PW-03", "新城南侧标准厂房", "示政地字〔2023〕31号", [box(7490, 5330, 7570, 5420)]),
        ("PW-04", "新城景观水系", "示政地字〔2023〕44号", [box(7550, 5550, 7670, 5650)]),
        ("PW-05", "乡村民宿集群", "示政地字〔2024〕12号", [box(2880, 2580, 3020, 2700)]),
        ("PW-06", "示范开发区南园标准厂房", "示政地字〔2020〕5号", [box(6100, 2300, 6400, 2500)]),
        ("PW-07", "人民医院", "示政地字〔2019〕22号", [around(5700, 5350, 190, 150, 77)])]
    return [Feature(key, [part], {"BH": key, "XMMC": name, "PZWH": number, "PZRQ": f"{number[6:10]}-06-15",
                                  "PZMJ": area_text([part])}) for key, name, number, part in rows]
