"""The development zone: one zone of four parts, as survey texts, and what was approved and is held in it."""

from fractions import Fraction

from geometry import area_m2, oriented
from drawing import S, area_text, moved, ring
from patches import BAND, WEST_BAND, Feature, turned_band

ZONE = "示范经济技术开发区"

# file, part of the zone, band, parcels: key, name, rings. Coordinates are millimetres.
PARTS = [
    ("zone-1.txt", "主区（南园）", 38, [
        ("SF-01", "示范开发区南园一区", moved(*S, ring((3300.125, 300.250), (4200.500, 260.750), (4230.375, 700.125),
                                                       (3320.250, 760.500)))),
        ("SF-02", "示范开发区南园二区", moved(*S, ring((3320.250, 760.500), (4230.375, 700.125), (4260.625, 1150.375),
                                                       (3350.750, 1190.250)),
                                              ring((3600, 850), (3900, 840), (3910, 1040), (3610, 1050))))]),
    ("zone-2.txt", "清河园", 38, [
        ("SF-03", "清河产业园", moved(*S, ring((4190.333, 350.111), (5380.250, 320.625), (5410.875, 640.250),
                                               (4700.500, 690.125), (4180.750, 500.500)))),
        ("SF-04", "示范加油加气站", moved(*S, ring((3600, 850), (3900, 840), (3910, 1040), (3760, 1045), (3640, 900)))),
        ("SF-05", "南庄仓储园", moved(*S, ring((4236.385, 790.175), (4780, 800), (4800, 1040), (4254.535, 1060.325))))]),
    ("zone-3.txt", "北园", 38, [
        ("SF-06", "北园新材料区", [ring((3200.250, 6520.125), (3705.500, 6540.250), (3698.375, 6880.500),
                                        (3210.125, 6870.750))]),
        ("SF-07", "北园孵化区", [ring((3705.500, 6540.250), (4080.125, 6555.375), (4075.250, 6905.625),
                                      (4020.500, 6995.125), (3960.250, 6990.500), (3955.750, 6890.125),
                                      (3698.375, 6880.500))])]),
    ("zone-4.txt", "西园", 37, [
        ("SF-08", "西园物流区", [ring((-1500.250, 3820.500), (-905.125, 3800.250), (-900.500, 4210.375),
                                      (-1240.750, 4230.125), (-1495.375, 4120.250))]),
        ("SF-09", "西园加工区", [ring((-905.125, 3800.250), (-480.375, 3785.500), (-470.250, 4190.125),
                                      (-900.500, 4210.375))])]),
]
# What a text states as the area of a parcel, over what its coordinates make of it.
STATED = {"SF-02": Fraction(10078, 10000), "SF-05": Fraction(1034, 1000), "SF-09": Fraction(988, 1000)}


def millimetres(point):
    return round(point[0] / 10) * 10, round(point[1] / 10) * 10


def in_band(rings, band):
    """Rings as the survey has them (of its band, millimetres), and as they lie in band 38."""
    if band == 38:
        return rings, rings
    source = [[millimetres(turned_band(p, BAND, WEST_BAND)) for p in r] for r in rings]
    return source, [[turned_band(p, WEST_BAND, BAND) for p in r] for r in source]


def zones():
    """Features, and for each the rings as surveyed: key → (file, band, rings)."""
    features, surveyed = [], {}
    for file, _, band, parcels in PARTS:
        for key, name, rings in parcels:
            source, rings = in_band(rings, band)
            hectares = area_m2(oriented(source)) / 10000
            stated = round(float(hectares * STATED.get(key, 1)), 4)
            features.append(Feature(key, [rings], {
                "DKBH": key, "DKMC": name, "DKMJ": stated, "DKYT": "仓储用地" if "仓储" in name else "工业用地",
                "DLBM": "0508" if "仓储" in name else "0601"}))
            surveyed[key] = file, band, source
    return features, surveyed


def approved_total():
    rows = [
        ("KY-01", f"{ZONE}主区和清河园", [ring((5970, 2100), (8200, 2090), (8200, 2640), (7390, 2660), (7385, 3150),
                                               (5990, 3170))]),
        ("KY-02", f"{ZONE}北园", [ring((3150, 6480), (4130, 6490), (4120, 7020), (3160, 7010))]),
        ("KY-03", f"{ZONE}西园", [ring((-1600, 3740), (-440, 3720), (-430, 4270), (-1590, 4280))])]
    return [Feature(key, [part], {"BH": key, "KFYQMC": name, "KFYQLX": "省级",
                                  "KFYQMJ": round(area_text([part]) / 10000, 4), "PZWH": "示政函〔2018〕9号"})
            for key, name, part in rows]
