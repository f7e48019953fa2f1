"""The pages docs/rules/SV-….md, for rule_pages.py: titles are those of the catalogue, what a rule looks at stands
here. A rule without a row, or a row without a rule, is a fault."""

import re

import tree

# id: (severity, looks at in Chinese, in English, remedy in Chinese, in English)
RULES = {
    "READ": ("error", "无法识别的行、不足3个点的圈、没有点的地块、过长的行。其余地块照常检查；不完整的地块不出面积",
             "lines that are not understood, rings of fewer than 3 points, parcels without points, lines of more than "
             "65536 bytes. Other parcels are checked; a parcel that is not whole gets no areas",
             "按“点号,圈号,X,Y”改正所列的行", "write the lines as name,ring,X,Y"),
    "FORM": ("warning, info", "与标准格式不一致但能够读取之处（见docs/formats/survey-text.md），给出首次出现的行号和行数",
             "what is read though it is not the standard form (`docs/formats/survey-text.md`): its first line and how "
             "many there are", "用 --write-txt 另存为标准格式", "write it in the standard form with `--write-txt`"),
    "KIND": ("warning", "记录图形属性为点、线或无法识别", "parcels of type 点, 线 or an unknown one; points of the first two are left out",
             "面地块应写“面”", "write 面 for a polygon"),
    "HEAD": ("error, warning, info", "同一项前后取值不同（错误）；缺少坐标系、几度分带、带号；计量单位不是米；精度无法识别；转换参数不为零。"
             "其他缺项为提示", "a key stated twice with different values (error); 坐标系, 几度分带, 带号 missing; units other than "
             "metres; 精度 that is not understood; 转换参数 that are not zero. Other missing keys are info",
             "补全属性描述", "complete the head"),
    "CRS": ("error, warning", "坐标系名称、几度分带、带号与横坐标前两位（带号）互相矛盾或无法确定；纬度不在3°至54°之间，或投影不是高斯-克吕格（警告）",
            "name of the system, width and number of the band and the prefix of eastings contradict each other or "
            "determine nothing; a latitude outside of 3° to 54°, or a plane that is no transverse Mercator one, as Web "
            "Mercator (warning). Without a system only the planar area is given",
            "核对坐标系、几度分带、带号", "check 坐标系, 几度分带 and 带号"),
    "SWAP": ("error", "X列为横坐标、Y列为纵坐标。换回后继续检查其他各项", "column X holds eastings and Y northings. They are swapped "
             "back for the other checks", "X应为纵坐标（整数7位），Y应为横坐标", "X is the northing (7 digits), Y the easting"),
    "BAND": ("warning", "距中央子午线最远的点超出投影带边缘（3度带1.5°，6度带3°）",
             "the point farthest from the central meridian is beyond the edge of its band: 1.5° of a 3-degree band, 3° of "
             "a 6-degree one", "改用地块所在的投影带", "use the band the parcel lies in"),
    "COUNT": ("warning, info", "填报的界址点数与行数、不同点数、闭合后的行数均不一致；与行数差1为提示",
              "the stated number is neither that of the lines, of distinct points, nor of both with closing points; off by one "
              "is info", "填写实际行数（含闭合点）", "write the number of lines, closing points counted"),
    "UNIT": ("warning", "面积写有单位，或按公顷计与坐标相差1%以上而按平方米、亩计相符", "the area has a unit, or fits in m² or mu but not in "
             "hectares (limit 1 %)", "以公顷填写，不写单位", "write hectares without unit"),
    "AREA": ("error, warning, info", "填报面积与平面面积在以公顷计的4位小数上不同：相差不超过1%为警告，超过为错误；等于椭球面积或未填报为提示",
             "the stated area differs from the planar one in the 4th decimal of hectares: by up to 1 % warning, by more error; "
             "that it is the one on the ellipsoid, or none, is info", "核对面积与界址点", "check area and points"),
    "CLOSE": ("error, warning", "末点与首点同名而坐标不同（错误）；未重复首点；闭合点重复", "a point with the name of the ring's first and "
              "other coordinates (error); a ring that does not repeat its first point; a closing point that comes again",
              "每圈末行重复首点", "repeat the first point at the end of each ring"),
    "DUP": ("warning", "相邻两点相距不超过0.0001米（重复）或小于0.05米（过近）", "points in a row that are no more than 0.0001 m apart "
            "(the same) or less than 0.05 m (too close: the accuracy of a corner)", "删去多余的点", "remove the surplus point"),
    "NUM": ("warning, info", "圈内点号跳号、重复或倒序，闭合点点号不同；第2圈起重新从1开始为提示", "numbers that jump, repeat or go back in a "
            "ring, a closing point of another number; a later ring that begins with 1 again is info",
            "点号在地块内连续编排", "number the points of a parcel through"),
    "START": ("info", "起点不是最靠近本圈外接矩形西北角的点", "the first point is not the one nearest to the north-west corner of the ring's box",
              "从西北角起编", "begin in the north-west"),
    "TURN": ("info", "外圈不是顺时针，内圈不是逆时针", "a shell that does not run clockwise, a hole that does not run counter-clockwise",
             "外圈顺时针、内圈逆时针", "turn shells clockwise, holes counter-clockwise"),
    "NEST": ("warning, info", "第1圈位于其他圈之内；其他圈不在任何圈之内；唯一一圈的圈号不是1（提示）", "the first ring lies in another; a later one "
             "lies in none; the only ring has another number than 1 (info). Rings are nested by containment for all checks",
             "多部件地块按部件拆分为多个地块", "make a parcel of each part"),
    "CROSS": ("error", "图形无效：自相交、圈与圈相交、重合、没有面积等，给出位置", "an invalid shape: crossings, rings that overlap, no area and the like "
              "(as IN-GEOM), with the place; the first 10 of a parcel", "改正界址点", "mend the points"),
    "SPIKE": ("warning", "相邻两边夹角小于10°", "a corner of less than 10°", "核对界址点", "check the points"),
    "LINE": ("info", "偏离前后两点连线不超过0.0006米的点", "points that are off the line between their neighbours by no more than 0.0006 m",
             "可以删去，但与相邻地块共用的点除外", "they may go, unless a neighbour has them"),
    "NEAR": ("warning", "相邻地块的公共点不一致：一方的点位于另一方的界线上而另一方没有该点；一方的点距另一方的界线不超过0.1米而未重合",
             "neighbours whose points differ: one has a point on the border of the other, "
             "which lacks it, or a point no more than 0.1 m from that border and not on it. Of parcels of different systems, as in "
             "SV-OVER, those more than 0.002 m from it", "公共界址点取相同坐标",
             "give common points the same coordinates in both"),
    "OVER": ("error, warning", "地块（同一文件或不同文件）重叠；最宽处小于0.05米为警告；图形完全相同。坐标系不同的地块统一到第一个文件的坐标系后比较，"
             "窄于0.002米的不计",
             "parcels, of one file or of several, that share ground; thinner than 0.05 m is a warning; parcels of the same "
             "shape. Decided exactly on the lattice of 0.0001 m. Parcels of different systems are compared in that of the first "
             "file, where ground thinner than 0.002 m is none", "核对相邻地块的公共界址点",
             "check the common points of both"),
    "SIDE": ("error, warning, info", "界址点成果表所列边长与按坐标计算的边长相差超过边长末位的一半（并计坐标取位的影响）为警告，超过0.10米为错误；"
             "边长不是数字；末点之后没有下一点（提示）。边长列在点所在行时，按与多数边长相符的一种（至下一点或自上一点）核对",
             "the length of a side that a table states is off from that of the coordinates by more than half a unit of its last "
             "digit and what their rounding makes of it (warning), or by more than 0.10 m (error); a length that is no number; "
             "one behind which no point follows (info). Lengths on the rows of points are those to the next point, or from the "
             "one before, whichever fits more of them", "核对界址点坐标与边长", "check corners and lengths"),
    "GAP": ("warning", "地块之间四周封闭、小于10平方米或窄于0.1米的缝隙", "ground that parcels enclose, and that is smaller than 10 m² or thinner "
            "than 0.1 m: nobody means such ground to be left out. Parcels of different systems as in SV-OVER", "公共界址线取相同坐标",
            "give both the same points along the common border"),
    "IN": ("error, warning, info", "地块超出 --inside 图层范围的部分；窄于容差（--tolerance，默认0.05米）的不计为冲突，列为提示并合计；宽度不超过坐标转换精度的为警告",
           "ground of a parcel outside of a layer that `--inside` names. What is thinner than `--tolerance` (0.05 m: the accuracy "
           "of a corner) is no conflict, is told as info and summed up; what is no wider than the accuracy of the "
           "transformation between both is a warning. Exactly as wide as the tolerance is a conflict",
           "对照该范围核对边界，或调整边界", "check the boundary against that layer, or move it"),
    "OUT": ("error, warning, info", "地块压占 --outside 图层的要素，逐要素列出；容差与转换精度同SV-IN", "ground of a parcel on an object of a layer that "
            "`--outside` names, for each object. Tolerance and accuracy as in SV-IN", "调整边界，避让该要素",
            "move the boundary so that it leaves the object out"),
    "TOTAL": ("error, warning, info", "各部分平面面积之和与批准面积（--approved-ha，或属性描述中的“批准面积”“核准面积”“批准总面积”“项目总面积”“总面积”）"
              "按其小数位数不同：相差不超过1%为警告，超过为错误；等于椭球面积为提示；各文件所写不同为警告",
              "the planar areas of all parts, each in its own band, add up to another number than the approved one (`--approved-ha`, "
              "or 批准面积, 核准面积, 批准总面积, 项目总面积 or 总面积 in the head) to its decimals: by up to 1 % warning, by more "
              "error; that it is the one on the ellipsoid is info, heads that differ are a warning", "核对各部分面积与批准文件",
              "check the parts against the approval"),
    "SKIP": ("warning, info", "未能比较的地块和图层要素：坐标系不明或无法转换，地块不完整，要素没有可用图形，转换精度未知；要素经修复后参与比较为提示",
             "parcels and objects that were not compared: no known system or no way from it, a parcel that is not whole, an object "
             "without usable shape, an unknown accuracy; objects that were repaired for it are info", "补全坐标系、改正图形后重新检查",
             "state the system, mend the shapes and check again"),
    "BOUND": ("error, warning", "四至所称道路、河流、村庄等在园区的另一侧，或该侧界线均不在其范围内（错误）；只有不到80%的界线在其范围内，"
             "或多个所称地物中有的不在其范围内（警告）。范围由 --sides-within 给出，默认50米；方法见docs/formats/sides.md",
             "what the 四至 sentence names lies on another side of the zone, or nowhere near the side it is named for (error); "
             "less than 80 % of the side runs along it, or one of several names is nowhere near (warning). Near is what "
             "`--sides-within` says, 50 m by default; `docs/formats/sides.md` says how", "核对四至文字与界址点",
             "check the sentence and the points"),
    "NAME": ("warning, info", "四至未说明某一侧、名称不在所给图层中或与多个名称相当、区块与地块无法对应、四至文字无法识别："
             "该侧无法判定，不算相符。与四个方向无关的文字为提示",
             "a side that the sentence does not speak of, a name that no layer has, or that several names equal but for their "
             "form, a block that is no parcel, words that are not understood: the side cannot be decided on, which is no pass. "
             "Words that say nothing of sides are info", "补全四至，或用 --named 给出有此名称的图层",
             "complete the sentence, or name a layer that has the name by `--named`"),
    "EDGE": ("info", "界线在所称道路（线）的两侧均有：给出在内侧、外侧和中线（2米以内）上的长度",
             "a boundary that runs on both edges of a line that is named: the lengths on its inner edge, on its outer edge, and on "
             "it (within 2 m)", "核对界线是否应沿道路同一侧", "check that the boundary should keep to one edge"),
    "PREC": ("warning, info", "小数位数少于精度要求或少于2位；多于精度要求为提示", "fewer decimals than 精度 says, or than 2; more than it says is info",
             "坐标取至0.001米", "give coordinates to 0.001 m"),
}


def pages():
    """Name -> text of the pages; faults of the table."""
    rules = re.findall(r"^  LT_SV_(\w+),", tree.read("src/io/survey_note.h"), re.M)
    titles = dict((name, (zh, en)) for name, zh, en in re.findall(
        r'LT_TEXT\(SV_(\w+)_TITLE,\s*"([^"]+)",\s*"([^"]+)"\)', tree.read("src/share/texts/survey.def")))
    made, faults = {}, [f"tests/lint/survey_rules.py: {name}: no such rule" for name in RULES if name not in rules]
    for name in rules:
        if name not in RULES or name not in titles:
            faults.append(f"src/io/survey_note.h: LT_SV_{name}: no row in tests/lint/survey_rules.py, or no title")
            continue
        severity, zh, en, fix_zh, fix_en = RULES[name]
        made[f"docs/rules/SV-{name}.md"] = "\n".join([
            f"# SV-{name} {titles[name][0]}", "",
            f"{titles[name][1][0].upper()}{titles[name][1][1:]}. Of `lantu survey`, severity {severity}.", "",
            f"{zh}。", "", f"{en[0].upper()}{en[1:]}.", "",
            "## 整改 / Remedy", "", f"{fix_zh}。", "", f"{fix_en[0].upper()}{fix_en[1:]}.", ""])
    return made, faults
