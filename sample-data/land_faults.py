"""Faults in the land use itself, and what was chosen on the ground for the faults of plans."""

import math

import patches
from controls import is_prime
from geometry import UNITS_PER_M
from patches import SOURCE_PARTS, rings_of, round_half

CHOSEN = {}  # name -> feature or key, of what was chosen on the ground


def planted_land_use(city):
    """Land use with its faults; notes in CHOSEN what was chosen."""
    features = patches.land_use(city)
    note_choices(city, {id(p): f.key for p, f in zip(city.main + city.west, features)})
    place_of = {f.key: p for p, f in zip(city.main + city.west, features)}
    quiet = [f for f in features if f.key not in SOURCE_PARTS and place_of[f.key].kind == "open"
             and place_of[f.key].place[0] > 9600 and place_of[f.key].place[1] < 3800 and len(rings_of(f)) == 1]
    dry = [f for f in quiet if f.attributes["DLBM"] == "0102"]
    # not under farmland: C01X need not ask
    loose, coarse = [f for f in dry[9:] if not is_prime(place_of[f.key], city)][:2]
    small = next(f for f in features if 180 < f.attributes["TBMJ"] < 430 and f.key not in SOURCE_PARTS)
    home = [f for f in features if f.attributes["DLBM"] == "0701" and place_of[f.key].kind == "city"][4]
    twin = next(f for f in quiet if f.attributes["DLBM"] == "0103" and f.key > dry[2].key)
    spoil_areas(dry[0], dry[1], small)
    spoil_fields(loose, coarse, home, dry)
    CHOSEN["twin"] = dry[2].key
    twin.attributes["BSM"] = dry[2].key
    features[features.index(twin)] = twin._replace(key=dry[2].key)
    features[len(city.main):len(city.main)] = appended(len(city.main), dry)
    number_of = {f.key: k for k, f in enumerate(features)}
    free = [f for f in quiet if f.key > dry[9].key and f.key not in (loose.key, coarse.key, twin.key)]
    cornered = [f for f in free if bulged(city, place_of[f.key], False)]
    for f, inward in ((cornered[0], False), (cornered[-1], True)):
        features[number_of[f.key]] = f._replace(parts=[[bulged(city, place_of[f.key], inward)]])
    return features


def note_choices(city, key_of):
    """What the faults of plans need to know of the ground, by the names that planted.py uses."""
    home, works = city.cut_village
    field, edges = city.road_field
    road = next(q for q, e in city.neighbours(field) if e == edges)
    CHOSEN.update(home=key_of[id(home)], works=key_of[id(works)], road=key_of[id(road)])
    plan = city.village
    for name in ("wrong_base", "not_new", "outside_permitted", "outside_conditional", "unforbidden", "upper_lacks",
                 "upper_more", "upper_also"):
        CHOSEN[name] = getattr(plan, name)
    CHOSEN.update(all_opened=plan.opened, new_1=plan.new[1], opened=plan.patches[plan.opened[1]].place,
                  dropped=plan.patches[plan.outside_conditional].place)


def spoil_areas(wrong, near, small):
    """A patch that states 3 % too much, and two that are sound: 1.5 %; 4 %, but under 20 m²."""
    CHOSEN["area"] = wrong.key, wrong.attributes["TBMJ"]
    for feature, share in ((wrong, 1.03), (near, 1.015), (small, 1.04)):
        f = feature.attributes
        f["TBMJ"] = round_half(f["TBMJ"] * share)
        if f["KCXS"]:
            f["KCMJ"] = round_half(f["TBMJ"] * f["KCXS"])
        f["TBDLMJ"] = round(f["TBMJ"] - (f["KCMJ"] or 0), 2)
    CHOSEN["area_value"] = wrong.attributes["TBMJ"]


def spoil_fields(loose, coarse, home, dry):
    CHOSEN.update({"class": loose.key, "coarse": coarse.key, "conditional": home.key, "arithmetic": dry[4].key,
                   "null": dry[5].key, "name": dry[6].key})
    loose.attributes["DLBM"] = "0199"
    coarse.attributes.update(DLBM="01", DLMC="耕地")
    home.attributes["CZCSXM"] = None
    dry[4].attributes["TBDLMJ"] = round(dry[4].attributes["TBDLMJ"] - 10, 2)
    dry[5].attributes["ZLDWMC"] = None
    dry[6].attributes["DLMC"] = "旱地"


def appended(n_main, dry):
    """Records at the end of the main county: one without a shape, and a patch once more under another number."""
    lost, twice = dict(dry[7].attributes), dict(dry[8].attributes)
    lost.update(BSM=f"1405992110{n_main + 1:08d}", TBBH=f"{n_main + 1:05d}", TBMJ=1866.43, KCDLBM=None, KCXS=0.0,
                KCMJ=0.0, TBDLMJ=1866.43, GDLX=None, GDPDJB="1")
    twice.update(BSM=f"1405992110{n_main + 2:08d}", TBBH=f"{n_main + 2:05d}")
    return [patches.Feature(lost["BSM"], None, lost), patches.Feature(twice["BSM"], dry[8].parts, twice)]


def bulged(city, p, inward):
    """The ring of a patch with one corner on a neighbour's side moved 3 m: into the neighbour, or away from it.
    None where it has no such corner."""
    for q, edges in city.neighbours(p):
        for (u, v), (v2, w) in zip(edges, edges[1:]):
            length = math.hypot(w[0] - u[0], w[1] - u[1])
            if v2 == v and q.kind == "open" and len(q.rings) == 1 and length > 60 * UNITS_PER_M:
                off = (-3 if inward else 3) * UNITS_PER_M / length
                moved = round(v[0] + (w[1] - u[1]) * off), round(v[1] - (w[0] - u[0]) * off)
                return [moved if x == v else x for x in p.rings[0]]
    return None
