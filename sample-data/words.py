"""Chinese of the notes on planted faults, for the table in the README; FAULTS.csv has them as they are planned."""

import re

# notes, or the end of one behind the name of a firm
WORDS = {
    "the table has no coordinates": "表中没有坐标",
    "null geometry": "图形为空值",
    "empty polygon": "图形为空多边形",
    "two irregular polygons": "两个不规则多边形",
    "a road over both arms of a U: two pieces 100 m x 20 m": "道路压过U形地块的两臂：两处，各100 m x 20 m",
    "farmland wholly inside the planned block": "农田全部位于规划地块内",
    "farmland border 0.05 m inside the highway": "农田界线进入公路0.05 m",
    "village cut by a farmland block (homesteads)": "农田地块切割村庄（宅基地）",
    "the same farmland block cuts the workshop beside": "同一农田地块切割旁边的厂房",
    "scenic spot over the border of the red line": "景点越过红线边界",
    "the zone reaches into the water source area": "园区伸入水源保护区",
    "slanted school over the northern border": "学校斜跨北侧边线",
    "over the southern border, half of it on approved land PW-03": "越过南侧边线，其中一半在批准用地PW-03上",
    "farmland planned where the land plan permits building": "规划为农田，而土地利用规划允许建设",
    "a pond planned there, on approved land PW-04": "规划为水面，位于批准用地PW-04上",
    "the zone reaches into a priority protection unit": "园区伸入优先保护单元",
    "two surveys overlap along their common side": "两宗勘测成果沿公共边重叠",
    "a field on the ridge, inside the red line": "山脊上的农田，位于红线内",
    "a field over the northern border of the main zone's growth area": "农田越过主园区开发边界的北线",
    "wetland and special-purpose area drawn over each other": "湿地红线与特别用途区互相压盖",
    "industry in the one plan, village in the other": "一规为工业，另一规为村庄",
    "called existing orchard, the base survey has another class": "写为现状果园，基期为其他地类",
    "called new, is what the base survey has": "写为新增，与基期地类相同",
    "coal chemistry (2521) where the unit forbids it": "煤化工（2521），单元禁止准入",
    "raw medicines (2710) beside the springs": "原料药（2710），位于泉域旁",
    "steel (3120) reaches into the hills": "钢铁（3120），伸入山区",
    "its eastern end lies outside the growth area": "东端在城镇开发边界外",
    "a corner beyond the growth area of the northern part": "一角超出北园的开发边界",
    "to be built, in the conditional zone": "拟建设，位于有条件建设区",
    "to be built, in the restricted zone": "拟建设，位于限制建设区",
    "new building land outside the permitted zone": "新增建设用地在允许建设区外",
    "to be built, outside the conditional zone": "拟建设，在有条件建设区外",
    "demonstration farmland where building is not forbidden": "示范区基本农田，所在处未禁止建设",
    "the plan above does not open this ground": "上级规划未将此地列为有条件建设区",
    "the plan above forbids building here, the village plan does not": "上级规划禁止建设，村规划未禁止",
    "demonstration farmland that the plan above lacks": "上级规划中没有的示范区基本农田",
    "demonstration farmland that the village plan lacks": "村规划中缺少的示范区基本农田",
    "more of it, so that the totals differ by more than 2 %": "另一块，使两级合计相差超过2%",
    "altogether outside, and on approved land PW-05": "全部在外，位于批准用地PW-05上",
    "the eastern part of the yard was never approved": "堆场东部从未批准",
    "planned village land, an empty polygon": "规划村庄用地，图形为空多边形",
    "in the plane 10 000.60 m, on the ellipsoid under 10 km": "平面上10 000.60 m，椭球面上不足10 km",
    "code 31 is coarser than the listed 3110-3140": "代码31比清单的3110-3140粗",
    "code written c3110; nearest is the southern built-up area": "代码写作c3110；最近的是南侧建成区",
    "no coordinates": "没有坐标",
    "no industry code": "没有行业代码",
    "2523 at 4.2 km": "2523，距4.2 km",
    "code 252 is coarser than the listed 2521-2529": "代码252比清单的2521-2529粗",
    "inside the built-up area: distance 0": "在建成区内：距离0",
    "in the hole of the built-up area: near, but not inside; code in full-width": "在建成区的天窗内：近，但不在内；代码为全角",
    "new coal user; in the plane 20 001.20 m, on the ellipsoid under 20 km": "新建耗煤项目；平面上20 001.20 m，椭球面上不足20 km",
    "land area is empty": "用地面积为空",
    "land area is zero": "用地面积为0",
    "land area is negative": "用地面积为负",
    "land area is not a number": "用地面积不是数字",
    "what the bow-tie leaves of its ground": "自相交图斑未覆盖的地方",
    "one shape under two numbers": "同一图形有两个编号",
    "a corner 3 m inside the neighbour": "一角进入相邻图斑3 m",
    "a corner 3 m short of the neighbour": "一角离相邻图斑差3 m",
    "no shape": "没有图形",
    "two patches with one BSM": "两个图斑用同一BSM",
    "class 0199 is in no scheme": "地类0199不在任何分类中",
    "GDDB is a text, by the standard it is a number": "GDDB为文本型，标准为数值型",
    "class 01 where the standard asks for one of the second level": "地类01为一级类，标准要求二级类",
    "0701 without CZCSXM": "0701未填CZCSXM",
    "TBDLMJ is 10.00 m² less than TBMJ − KCMJ": "TBDLMJ比TBMJ − KCMJ少10.00 m²",
    "ZLDWMC is empty": "ZLDWMC为空",
    "0102 called 旱地": "0102写作旱地",
}
# notes with figures of their own
FORMS = [(re.compile(form), words) for form, words in (
    (r"bow-tie that crosses itself at (.*) \(exact rational\)", r"蝴蝶形自相交，交点\1"),
    (r"rectangle (.*)", r"矩形\1"),
    (r"strip (.*) wide along the side: too thin", r"沿边窄条，宽\1：过窄"),
    (r"strip (.*): too thin", r"窄条\1：过窄"),
    (r"strip (.*): just wide enough", r"窄条\1：刚够宽"),
    (r"corner (.*): too small", r"角部\1：过小"),
    (r"(\S+ m x \S+ m), and a strip (\S+ m x \S+ m) that is tolerated", r"\1，另有应予容差的窄条\2"),
    (r"(\S+ m x \S+ m), all of it on approved land (\S+)", r"\1，全部在批准用地\2上"),
    (r"(\S+ m x \S+ m), two thirds of it on approved land (\S+)", r"\1，其中三分之二在批准用地\2上"),
    (r"(\S+ m x \S+ m) beyond the permitted zone", r"\1超出允许建设区"),
    (r"(\S+ m x \S+ m), at the corner of two zones", r"\1，位于两个管制区的交角"),
    (r"(\S+ m x \S+ m) of the protected tomb", r"占古墓保护范围\1"),
    (r"altogether outside, (\S+ m x \S+ m)", r"全部在外，\1"),
    (r"(\S+ m x \S+ m) outside", r"\1在外"),
    (r"a new block, (\S+ m x \S+ m) on farmland", r"新增地块，占农田\1"),
    (r"a new project, (\S+ m x \S+ m) outside", r"新增项目，\1在外"),
    (r"(\S+) m² here, (\S+) m² in the plan above", r"本级\1 m²，上级\2 m²"),
    (r"exact; states (\S+) ha, its coordinates make (\S+) ha", r"申报\1 ha，按坐标为\2 ha"),
    (r"states (\S+) m², 3 % more than its (\S+) m²", r"申报\1 m²，比图形的\2 m²大3%"),
)]


def chinese(note):
    """The note in Chinese; None: it has none here."""
    firm, _, rest = note.partition(": ")
    if firm.endswith("公司") and rest in WORDS:
        return f"{firm}：{WORDS[rest]}"
    for form, words in FORMS:
        if form.fullmatch(note):
            return form.sub(words, note)
    return WORDS.get(note)
