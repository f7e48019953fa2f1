"""The second delivery: only the files that changed. Some faults are mended, some are new (see planted.py)."""

import os

import firms
import formats
from drawing import S, W, box, moved, ring
from geometry import area_m2, oriented
from patches import rings_of
from plans import urban_feature

FILES = ["urban-plan.gpkg", "society.gpkg", "zone-2.txt", "firms.xlsx"]


def replaced(features, key, **changes):
    return [f._replace(**changes) if f.key == key else f for f in features]


def delivery(layers, surveyed):
    """(layers, surveyed, files) of the second delivery."""
    layers, surveyed = dict(layers), dict(surveyed)
    urban = layers["urban_plan"]
    urban = replaced(urban, "CX-101", parts=[moved(*W, box(1400, 1500, 1540, 1645))])   # drawn back to the farmland
    (ring_131,), = next(f.parts for f in urban if f.key == "CX-131")
    urban = replaced(urban, "CX-131", parts=[moved(12.5, 0, ring_131)])                 # farther into the red line
    urban = replaced(urban, "CX-121", parts=[[box(7780, 5450, 7850, 5550)]])            # drawn back to the zone
    new = urban_feature("CX-116", "U1", [[box(1010, 4000, 1070, 4060)]])                # on farmland YJ-107
    layers["urban_plan"] = urban[:-1] + [new, urban[-1]]
    projects = replaced(layers["major_project"], "XM-2025-008", parts=[[box(1000, 3900, 1200, 4050)]])
    extra = projects[-1]._replace(key="XM-2025-014", parts=[[box(1650, 2500, 1750, 2560)]], attributes={
        **projects[-1].attributes, "XMDM": "XM-2025-014", "XMMC": "西河农机合作社库房", "XMLX": "产业"})
    layers["major_project"] = projects + [extra]                                        # partly outside
    # SF-03 surveyed anew along SF-01; SF-05 states its area right
    border = moved(*S, ring((4214.125, 440.125), (4300.333, 350.111), (5380.250, 320.625), (5410.875, 640.250),
                            (4700.500, 690.125), (4227.625, 627.750)))
    parcels = []
    for f in layers["zone"]:
        if f.key == "SF-03":
            f = f._replace(parts=[border])
            surveyed["SF-03"] = surveyed["SF-03"][:2] + (border,)
        if f.key in ("SF-03", "SF-05"):
            hectares = round(float(area_m2(oriented(rings_of(f))) / 10000), 4)
            f = f._replace(attributes={**f.attributes, "DKMJ": hectares})
        parcels.append(f)
    layers["zone"] = parcels
    table = list(layers["firm"])
    table[19] = changed(table[19], "30.2")
    table[23] = changed(table[23], "二十亩")
    layers["firm"] = table
    return layers, surveyed, FILES


def changed(firm, land):
    return firm._replace(attributes={**firm.attributes, "用地面积（亩）": land})


def write(layers, surveyed, files, folder):
    import generate
    for file in files:
        if file in generate.GEOPACKAGES:
            formats.write_geopackage(os.path.join(folder, file), [
                generate.table(name, kind, layers[layer]) for name, kind, layer in generate.GEOPACKAGES[file]])
    generate.write_surveys(layers["zone"], surveyed, folder, files)
    rows = [[f.attributes[c] for c in firms.COLUMNS] for f in layers["firm"]]
    formats.write_xlsx(os.path.join(folder, "firms.xlsx"), "企业", generate.FIRM_TITLES, firms.COLUMNS, rows,
                       firms.NUMBERS)
