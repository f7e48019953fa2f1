"""The firms of the sample city with their parcels, and the projects with investment. All names are invented."""

import math

import plane
from geodesy import geodesic_to_rings
from geometry import UNITS_PER_M, locate
from land import CITY_CENTRE, ORIGIN, rng
from patches import BAND, Feature, ring_m, rings_of
from drawing import area_text

COLUMNS = ["序号", "统一社会信用代码", "企业名称", "行业代码", "行业名称", "建设状态", "年耗煤量（吨）", "用地面积（亩）",
           "税收（万元）", "增加值（万元）", "产值（万元）", "年平均职工人数（人）", "综合能耗（吨标煤）", "所属园区", "经度", "纬度"]
NUMBERS = {"序号", "年耗煤量（吨）", "用地面积（亩）", "税收（万元）", "增加值（万元）", "产值（万元）", "年平均职工人数（人）",
           "综合能耗（吨标煤）", "经度", "纬度"}

# name, code as written, industry, state, coal (t), land (mu), zone,
# place: None, ("at", u, v) or (bearing from the city centre, wanted distance to the built-up area, which distance)
PLANTED = [
    ("示例晨光铸造有限公司", "3391", "黑色金属铸造", "在产", "1260", "42.6", "", (0, 10000.6, "plane")),
    ("示例恒力精密铸件有限公司", "C3392", "有色金属铸造", "在产", "", "28.4", "", (283, 10000.3, "geodesic")),
    ("示例清源煤化工有限公司", "2523", "煤制液体燃料生产", "在产", "182000", "386.5", "", (265, 4200, "geodesic")),
    ("示例聚源煤业加工有限公司", "252", "煤炭加工", "在产", "9600", "75.2", "", (190, 5100, "geodesic")),
    ("示例金山水泥有限公司", "C3011", "水泥制造", "在产", "38500", "120.8", "", ("at", 4450.25, 5610.5)),
    ("示例北辰钢铁有限公司", "31", "黑色金属冶炼和压延加工业", "在产", "64000", "265.3", "", (320, 6300, "geodesic")),
    ("示例宏达砖瓦有限公司", "Ｃ３０３１", "粘土砖瓦及建筑砌块制造", "在产", "2100", "36.9", "", ("at", 5290.125, 5190.375)),
    ("示例瑞丰炼铁有限公司", "c3110", "炼铁", "在产", "92000", "310.0", "清河产业园", (125, 9200, "geodesic")),
    ("示例老城炼钢有限公司", "3120", "炼钢", "已关停", "0", "180.7", "", (20, 3000, "geodesic")),
    ("示例明珠玻璃有限公司", "3041", "平板玻璃制造", "在产", "7300", "88.1", "", (345, 15000, "geodesic")),
    ("示例新能化工有限公司", "2614", "有机化学原料制造", "新建", "5200", "150.0", "", (230, 20001.2, "plane")),
    ("示例阳光热电有限公司", "4412", "热电联产", "新建", "86000", "95.5", "", (80, 12000, "geodesic")),
    ("示例新锐铸锻有限公司", "3393", "锻件及粉末冶金制品制造", "新建", "0", "61.2", "示范开发区南园一区",
     (170, 3000, "geodesic")),
    ("示例远山氮肥有限公司", "2621", "氮肥制造", "新建", "800", "132.4", "", (10, 20004.5, "geodesic")),
    ("示例无址铅锌有限公司", "3212", "铅锌冶炼", "在产", "1500", "54.3", "", None),
    ("示例广源制品有限公司", "", "", "在产", "300", "18.8", "", (300, 2000, "geodesic")),
    ("示例绿洲食品有限公司", "1392", "豆制品制造", "在产", "", "", "示范开发区南园二区", ("at", 6150.5, 2980.25)),
    ("示例华彩纺织有限公司", "C1713", "棉印染精加工", "在产", "", "0", "示范开发区南园二区", ("at", 6800.5, 2800.75)),
    ("示例东升木业有限公司", "2011", "锯材加工", "在产", "", "-12.5", "南庄仓储园", ("at", 7200.25, 2830.5)),
    ("示例博远电子有限公司", "3982", "电子电路制造", "在产", "", "约30亩", "清河产业园", ("at", 7400.5, 2420.25)),
]

# code, industry, word in the name, tax per mu (mean), added value per tax, tonnes of standard coal per mu
TRADES = [
    ("1311", "稻谷加工", "粮油", 4, 4.2, 3),
    ("1353", "肉制品及副产品加工", "肉业", 5, 4.0, 4),
    ("1391", "淀粉及淀粉制品制造", "淀粉", 4, 4.4, 8),
    ("1411", "糕点、面包制造", "食品", 8, 4.1, 3),
    ("1512", "白酒制造", "酒业", 22, 2.6, 5),
    ("1521", "碳酸饮料制造", "饮料", 11, 3.9, 3),
    ("1711", "棉纺纱加工", "纺织", 5, 5.0, 9),
    ("1810", "机织服装制造", "服饰", 7, 5.4, 2),
    ("2110", "木质家具制造", "家具", 5, 4.8, 2),
    ("2231", "纸和纸板容器制造", "包装", 6, 4.5, 4),
    ("2311", "书、报刊印刷", "印务", 7, 4.6, 2),
    ("2710", "化学药品原料药制造", "制药", 18, 4.0, 12),
    ("2720", "化学药品制剂制造", "药业", 24, 3.8, 7),
    ("2730", "中药饮片加工", "中药", 13, 4.3, 4),
    ("2922", "塑料板、管、型材制造", "塑业", 7, 4.9, 6),
    ("2927", "日用塑料制品制造", "塑料制品", 6, 5.0, 5),
    ("3311", "金属结构制造", "钢构", 6, 5.1, 5),
    ("3351", "建筑、家具用金属配件制造", "五金", 8, 4.9, 4),
    ("3411", "锅炉及辅助设备制造", "锅炉", 9, 4.6, 6),
    ("3443", "阀门和旋塞制造", "阀门", 10, 4.7, 4),
    ("3484", "机械零部件加工", "精密机械", 11, 4.8, 4),
    ("3511", "矿山机械制造", "矿机", 12, 4.5, 5),
    ("3670", "汽车零部件及配件制造", "汽配", 13, 4.6, 6),
    ("3812", "电动机制造", "电机", 12, 4.4, 4),
    ("3821", "变压器、整流器和电感器制造", "电气", 14, 4.4, 4),
    ("3963", "智能消费设备制造", "智能", 19, 4.7, 3),
    ("3971", "电子真空器件制造", "光电", 20, 4.5, 4),
    ("3976", "光电子器件制造", "光电子", 26, 4.4, 4),
    ("3982", "电子电路制造", "电子", 17, 4.5, 5),
    ("3985", "电子专用材料制造", "新材料", 15, 4.4, 7),
    ("4011", "工业自动控制系统装置制造", "自动化", 18, 4.6, 3),
    ("5990", "其他仓储业", "仓储", 4, 3.6, 1),
]
NAMES = "华 恒 瑞 鼎 晋 泰 宏 众 嘉 博 盛 鑫 远 安 德 万 凯 丰 润 世 诚 达 金 康 兴 源 通 利 和 正".split()
N_FIRMS = 120


def works_patches(survey):
    """Ground that firms may hold: industrial and storage patches, the largest first."""
    found = [p for p in survey.main if p.code in ("0601", "0508") and p.kind in ("city", "town") and len(p.rings) == 1
             and plane.area_of(p.rings[0]) > 2500]
    return sorted(found, key=lambda p: (-plane.area_of(p.rings[0]), p.place))


def firms(survey, built_up):
    """(firms, parcels). Firms have no parts; attributes hold the row of the table and `place` (lat, lon) or None."""
    rows = [(*head, None if wanted is None else firm_place(wanted, built_up), None, None) for *head, wanted in PLANTED]
    grounds, used = works_patches(survey), set()
    while len(rows) < N_FIRMS:
        rows.append(invented(len(rows), grounds, used))
    features, parcels = [], []
    for number, row in enumerate(rows, 1):
        firm, parcel = firm_feature(number, row), row[-1]
        features.append(firm)
        if parcel is not None:
            parcels.append(parcel_feature(len(parcels) + 1, firm, parcel))
    return features, parcels


ZONE_PLACES = [  # parcel of the zone, where firms may stand in it: u, v
    ("示范开发区南园一区", 6050, 6850, 2230, 2600), ("示范开发区南园二区", 6080, 6900, 2700, 3000),
    ("清河产业园", 6950, 7700, 2300, 2500), ("北园新材料区", 3230, 3680, 6550, 6850),
    ("北园孵化区", 3730, 4050, 6570, 6860), ("西园物流区", -1440, -950, 3850, 4150),
    ("西园加工区", -880, -500, 3830, 4170), ("南庄仓储园", 6980, 7450, 2720, 2920)]


def invented(number, grounds, used):
    """A firm that no rule minds: on a works patch of the city, or somewhere in the zone."""
    source = rng("firm", number)
    trade = TRADES[(number * 7 + source.randint(0, 3)) % len(TRADES)]
    name = next(n for n in iter(lambda: f"示例{source.choice(NAMES)}{source.choice(NAMES)}{trade[2]}有限公司", None)
                if n not in used)
    used.add(name)
    if number % 3 and grounds:
        parcel, zone = grounds.pop(0), ""
        u, v = parcel.place
        land = f"{plane.area_of(parcel.rings[0]) * 3 / 2000:.2f}"
    else:
        zone, u0, u1, v0, v1 = ZONE_PLACES[source.randrange(len(ZONE_PLACES))]
        u, v, parcel = source.uniform(u0, u1), source.uniform(v0, v1), None
        land = f"{source.lognormvariate(3.5, 0.6):.2f}"
    is_new = number % 17 == 5
    code = ("C" if number % 5 == 1 and trade[0] != "5990" else "") + trade[0]
    return (name, code, trade[1], "新建" if is_new else "在产", "0" if is_new else "", land, zone,
            rounded_place(ORIGIN[0] + u, ORIGIN[1] + v), trade, parcel)


def firm_feature(number, row):
    *head, place, trade, _ = row
    key, source = credit_code(number), rng("money", number)
    try:
        mu = max(float(head[5]), 5.0)
    except ValueError:
        mu = 30.0
    per_mu, per_tax, energy = trade[3:6] if trade else (source.uniform(2, 14), 4.4, 12)
    tax = mu * per_mu * source.lognormvariate(0, 0.55)
    added = tax * per_tax * source.uniform(0.8, 1.25)
    output = added * source.uniform(2.8, 4.2)
    workers = max(8, round(added / source.uniform(14, 30)))
    degrees = ["", ""] if place is None else [f"{place[1]:.9f}", f"{place[0]:.9f}"]
    cells = [str(number), key, *head[:6], f"{tax:.2f}", f"{added:.2f}", f"{output:.2f}", str(workers),
             f"{mu * energy * source.uniform(0.6, 1.5):.1f}", head[6], *degrees]
    return Feature(key, None, {**dict(zip(COLUMNS, cells)), "place": place})


def parcel_feature(number, firm, patch):
    key = f"140599001001GB{number:05d}"
    return Feature(key, [patch.rings], {
        "ZDDM": key, "QYDM": firm.key, "QYMC": firm.attributes["企业名称"], "ZDMJ": area_text([patch.rings]),
        "TDYT": "工业用地" if patch.code == "0601" else "仓储用地", "QLLX": "国有建设用地使用权"})


def firm_place(wanted, built_up):
    """Latitude and longitude in degrees, of the nine decimals that are written."""
    if wanted[0] == "at":
        return rounded_place(ORIGIN[0] + wanted[1], ORIGIN[1] + wanted[2])
    bearing, target, kind = wanted
    east, north = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
    low, high = target * 0.9, target * 1.2 + 4000
    for _ in range(45):  # the distance grows along the ray, so halve
        middle = (low + high) / 2
        place = rounded_place(ORIGIN[0] + CITY_CENTRE[0] + middle * east, ORIGIN[1] + CITY_CENTRE[1] + middle * north)
        _, geodesic, plane_m = nearest_built_up(place, built_up)
        low, high = (middle, high) if (plane_m if kind == "plane" else geodesic) < target else (low, middle)
    return place


def rounded_place(easting, northing):
    lat, lon = BAND.inverse(easting, northing)
    return round(math.degrees(lat), 9), round(math.degrees(lon), 9)


def nearest_built_up(place, built_up):
    """(key, geodesic m, plane m) of the nearest built-up feature; 0 inside, but not in its hole."""
    lat, lon = map(math.radians, place)
    easting, northing = BAND.forward(lat, lon)
    point = round(easting * UNITS_PER_M), round(northing * UNITS_PER_M)
    best = None
    for feature in built_up:
        rings = rings_of(feature)
        distances = (0.0, 0.0) if locate(point, rings) >= 0 else geodesic_to_rings(
            lat, lon, [ring_m(r) for r in rings], BAND)
        if best is None or distances[0] < best[1]:
            best = (feature.key, *distances)
    return best


CREDIT_SYMBOLS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(number):
    """A unified social credit code (GB 32100) with right check digits, of a county that does not exist (140599)."""
    body = f"MA0LT{number:03d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = 11 - sum(int(c, 36) * w for c, w in zip(body, weights)) % 11
    organisation = body + {10: "X", 11: "0"}.get(rest, str(rest))
    code = "91140599" + organisation
    total = sum(CREDIT_SYMBOLS.index(c) * pow(3, k, 31) for k, c in enumerate(code))
    return code + CREDIT_SYMBOLS[(31 - total) % 31]


INVESTMENTS = "标准厂房 技术改造 数字化车间 环保提升 研发中心 扩建 二期 智能仓储".split()


def investments(projects, firm_features):
    """Rows of projects.csv: the major projects, and projects of firms."""
    rows = [[f.key, f.attributes["XMMC"], f.attributes["XMLX"], "", f"{f.attributes['ZTZ']:.2f}",
             f"{f.attributes['ZTZ'] * 0.35:.2f}", str(f.attributes["KGNF"])] for f in projects]
    for k, firm in enumerate(firm_features[24:54]):
        source = rng("investment", k)
        total = source.lognormvariate(8.2, 0.7)
        rows.append([f"QY-2025-{k + 1:03d}", firm.attributes["企业名称"].replace("有限公司", "") + source.choice(INVESTMENTS),
                     "产业", firm.key, f"{total:.2f}", f"{total * source.uniform(0.1, 0.8):.2f}",
                     str(source.randint(2024, 2026))])
    return rows


INVESTMENT_COLUMNS = ["XMDM", "XMMC", "XMLX", "统一社会信用代码", "投资额", "本年完成投资", "开工年份"]
