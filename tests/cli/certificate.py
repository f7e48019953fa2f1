"""Certificates of lantu survey: what stands on the pages, compared with arithmetic of its own over the
text: certificate.py PROGRAM. Skips without poppler-utils or a Chinese font."""

import hashlib
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import program  # noqa: E402

PROGRAM = os.path.abspath(sys.argv[1])
DATE = "2018-12-31"
HEAD = """[属性描述]
格式版本号=1.01版本
数据产生单位=示范市勘测院
数据产生日期=2018-06-01
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=38
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""
NORTH, EAST = 3930000, 38400000
faults = []


def expect(what, good):
    if not good:
        faults.append(what)


def survey(*args):
    return program.run(PROGRAM, "survey", *args, timeout=300)


def tool(*args):
    return subprocess.run(args, capture_output=True, check=True).stdout.decode()


def pages(path):
    """The text of each page, as it stands on it."""
    return tool("pdftotext", "-layout", "-enc", "UTF-8", path, "-").split("\f")[:-1]


def area_of(ring):
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1]))) / 2


def parcel(number, name, *rings, ha=None):
    """A parcel of the standard form; rings of (x, y) beside (EAST, NORTH), the first the shell."""
    area = area_of(rings[0]) - sum(area_of(ring) for ring in rings[1:])
    lines, next_number = [], 1
    for i, ring in enumerate(rings, 1):
        first = next_number
        for x, y in ring + ring[:1]:
            last = next_number == first + len(ring)
            lines.append(f"J{first if last else next_number},{i},{NORTH + y:.3f},{EAST + x:.3f}\n")
            next_number += not last
    stated = area / 1e4 if ha is None else ha
    return f"{len(lines)},{stated:.4f},{number},{name},面,J49G001,工业用地,0601,@\n" + "".join(lines)


def box(x, y, width, height):
    return [(x, y + height), (x + width, y + height), (x + width, y), (x, y)]


def write(name, *parcels):
    with open(name, "w", encoding="utf-8") as file:
        file.write(HEAD + "".join(parcels))
    return name


def certify(name, *args, code=0):
    """The pages of a certificate of one file."""
    done = survey(name, "--certificate", "out.pdf", "--overwrite", "--date", DATE, "--lang", "zh", *args)
    expect(f"{name} {args}: exit {done.code}, not {code}: {done.err}", done.code == code)
    return pages("out.pdf") if done.code == code else [""]


SHELL = [(0, 300), (260, 320), (300, 10), (40, 0)]
HOLE = [(100, 100), (180, 110), (190, 200), (90, 190)]


def page():
    """Everything that must stand on the page."""
    write("a.txt", parcel("JK01", "北区", SHELL, HOLE), parcel("JK02", "东侧", [(260, 320), (420, 330), (430, 20), (300, 10)]),
          parcel("JK03", "园中园", HOLE[:1] + HOLE[:0:-1]))
    all_pages = certify("a.txt")
    expect(f"{len(all_pages)} pages of 3", len(all_pages) == 3)
    text = all_pages[0]
    with open("a.txt", "rb") as file:
        digest = hashlib.sha256(file.read()).hexdigest()
    area = area_of(SHELL) - area_of(HOLE)
    wanted = ["勘测定界界址核验证书", "JK01", "北区", "工业用地 0601", "J49G001", "EPSG:4526", "中央子午线114°", "带号38",
              "示范市勘测院，2018-06-01", "a.txt", digest, DATE, "lantu", "8个，共2圈（其中内圈1）", "第1圈（外圈）",
              "第2圈（内圈）", f"{area:.2f}", f"{area / 1e4:.4f}", f"{area * 3 / 2000:.4f}", "编制", "审核", "单位（盖章）", "日期",
              "第1页，共1页", "比例尺1:", "北", "提示", "SV-START"]
    for ring in (SHELL, HOLE):
        for i, (x, y) in enumerate(ring):
            side = math.dist((x, y), ring[(i + 1) % len(ring)])
            row = rf"J\d+ +{NORTH + y}\.000 +{EAST + x}\.000 +{side:.2f}\b"
            expect(f"corner {x} {y}: {row}", re.search(row, text))
            expect(f"side {side:.2f} on the map", len(re.findall(rf"(?<![\d.]){side:.2f}\b", text)) >= 2)
    for line in wanted:
        expect(f"not on the page: {line}", line in text)
    # whom it touches, and how far
    east, hole = math.dist(SHELL[1], SHELL[2]), sum(math.dist(a, b) for a, b in zip(HOLE, HOLE[1:] + HOLE[:1]))
    for name, length in (("JK02 东侧", east), ("JK03 园中园", hole)):
        expect(f"{name} {length:.2f}", re.search(rf"{name} +{length:.2f}\b", text))
    expect("who touches nobody", "没有相邻地块" not in all_pages[1] and "JK01" in all_pages[2])


def language():
    text = certify("a.txt", "--lang", "en")[0]
    for line in ("Certificate of boundary survey verification", "Page 1 of 1", "ring 2 (hole)", "Prepared by", "Common border"):
        expect(f"not on the English page: {line}", line in text)
    expect("Chinese words", not re.search("核验|界址", text))


def scale():
    """The stated scale is that of the drawing: by the distance of two numbers of the grid."""
    for size in (7, 90, 1234, 45678):
        write("scale.txt", parcel("S", "s", box(3, 3, size, size)))
        text = certify("scale.txt", "--fail-on", "never")[0]
        stated = int(re.search(r"比例尺1:(\d+)", text).group(1))
        words = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)".*?>(\d{8})<', tool("pdftotext", "-bbox", "out.pdf", "-"))
        lines = {}
        for left, top, right, number in words:
            lines.setdefault(round(float(top)), []).append(((float(left) + float(right)) / 2, int(number)))
        row = max(lines.values(), key=len)
        (x1, y1), (x2, y2) = row[0], row[-1]
        drawn = (y2 - y1) * 1000 / ((x2 - x1) * 25.4 / 72)
        expect(f"{size} m: 1:{stated} is drawn 1:{drawn:.1f}", abs(drawn / stated - 1) < 0.002)


def same_bytes():
    runs = []
    for args, env in ((("-j", "1", "--date", DATE), {}), (("-j", "4", "--date", DATE), {}), ((), {"SOURCE_DATE_EPOCH": "1546214400"})):
        done = subprocess.run([PROGRAM, "survey", "a.txt", "--certificate", "same.pdf", "--overwrite", "--lang", "zh", *args],
                              capture_output=True, env={**program.environment(), **env})
        expect(f"{args}: {done.returncode}", done.returncode == 0)
        with open("same.pdf", "rb") as file:
            runs.append(file.read())
    expect("other bytes", runs[0] == runs[1] == runs[2])
    about = tool("pdfinfo", "-isodates", "same.pdf")
    expect(about, re.search(rf"CreationDate: +{DATE}T00:00:00Z", about) and "Author" not in about and "勘测定界界址核验证书" in about
           and "A4" in about)
    fonts = tool("pdffonts", "same.pdf").splitlines()[2:]
    expect(f"fonts: {fonts}", fonts and all(re.search(r" yes yes yes +\d+ +\d+$", line) for line in fonts))


def many():
    """Hundreds of corners: each stands in the table once, every so many-th on the map."""
    ring = [(4000 + 900 * math.cos(-a / 400 * math.pi), 2000 + 600 * math.sin(-a / 400 * math.pi)) for a in range(800)]
    text = certify(write("many.txt", parcel("M", "m", ring)))
    expect(f"{len(text)} pages", 4 <= len(text) <= 6)
    rows = re.findall(r"J(\d+) +(\d{7}\.\d{3}) +(\d{8}\.\d{3}) +(\d+\.\d\d)", "\n".join(text))
    expect(f"{len(rows)} rows", sorted(int(row[0]) for row in rows) == list(range(1, 801)))
    for number, north, east, _ in rows:
        x, y = ring[int(number) - 1]
        expect(f"J{number}", north == f"{NORTH + y:.3f}" and east == f"{EAST + x:.3f}")
    expect("the rule of the numbers", "每20个界址点注一个点号" in text[0] and "续见附页（共800点）" in text[0])
    on_map = {int(n) for n in re.findall(r"J(\d+)\b(?! +\d{7}\.)", text[0])}
    expect(f"on the map: {sorted(on_map)}", on_map and all(n % 20 == 1 for n in on_map) and len(on_map) == 40)
    expect("page numbers", all(f"第{i}页，共{len(text)}页" in page for i, page in enumerate(text, 1)))


def limits():
    """What is not listed is told."""
    ring = [(4000 + 900 * math.cos(-a / 6000 * math.pi), 2000 + 600 * math.sin(-a / 6000 * math.pi)) for a in range(12000)]
    text = "\n".join(certify(write("long.txt", parcel("L", "l", ring))))
    rows = {int(n) for n in re.findall(r"J(\d+) +\d{7}\.\d{3}", text)}
    expect(f"{len(rows)} rows", rows == set(range(1, 10001)))
    expect("not told", "仅列前10000点，其余2000点见坐标文件" in text)
    # 300 parcels around one: the first 200 are compared
    ring = [(1000 + 500 * math.cos(-a / 150 * math.pi), 1000 + 500 * math.sin(-a / 150 * math.pi)) for a in range(300)]
    others = [parcel(f"N{i}", "n", [ring[i], (3 * ring[i][0] - 2000, 3 * ring[i][1] - 2000), ring[(i + 1) % 300]]) for i in range(300)]
    write("around.txt", parcel("C", "c", ring), *others)
    done = survey("around.txt", "--certificate", "around", "--date", DATE, "--lang", "zh", "--fail-on", "never")
    expect(f"around: {done.code} {done.err}", done.code == 0)
    text = "\n".join(pages("around/around-1-C.pdf"))
    expect("200 compared", "另有100个未比较" in text and "另有100个地块未绘" in text)
    listed = set(re.findall(r"\b(N\d+) n +\d+\.\d\d", text))
    expect(f"{len(listed)} neighbours", len(listed) == 200)


def hostile():
    """Names are texts: no markup, no turned writing, nothing of them leaves its place."""
    name = "<b>粗</b>&amp;\u202e倒%s\t" + "长" * 3000
    text = certify(write("h.txt", parcel("../../x<i>", name, SHELL), parcel("", "", box(500, 0, 10, 10))))
    expect("markup", "<b>粗</b>&amp;\\u202e倒%s" in re.sub(r"\s", "", text[0]))
    expect("ends in …", "…" in text[0])
    expect("its place", len(text) == 2)
    done = survey("h.txt", "--certificate", "names", "--date", DATE)
    expect(f"names: {done.code} {sorted(os.listdir('names'))}", sorted(os.listdir("names")) == ["h-1-_._.._x_i_.pdf", "h-2.pdf"])
    expect("left the folder", not os.path.exists("x<i>.pdf"))
    # a character of a private plane has no glyph
    done = survey(write("g.txt", parcel("\U0010fffd", "g", SHELL)), "--certificate", "g.pdf", "--date", DATE, "--lang", "en")
    expect(f"glyph: {done.err}", done.code == 0 and "characters that no font has" in done.err)
    expect("warned without need", survey("a.txt", "--certificate", "b.pdf", "--date", DATE).err == "")


def doubtful():
    """Parcels with faults, without a plane, not whole: a certificate that says so."""
    text = certify(write("f.txt", parcel("F1", "f", [SHELL[0], SHELL[1], SHELL[3], SHELL[2]], ha=9.9999),
                         parcel("F2", "f", box(100, 50, 100, 10))), code=1)
    expect("verdict", "不合格（错误" in text[0])
    for word in ("错误", "SV-CROSS", "自相交", "SV-AREA", "SV-OVER", "填报面积9.9999公顷与各种算法的结果均不符"):
        expect(f"not told: {word}", word in text[0])
    case = os.path.join(program.ROOT, "tests", "case", "survey")
    for name in sorted(os.listdir(case)):
        done = survey(os.path.join(case, name), "--certificate", "case.pdf", "--overwrite", "--date", DATE, "--lang", "zh",
                      "--fail-on", "never")
        expect(f"{name}: {done.code} {done.err}", done.code == 0)
        n = int(re.search(r"Pages: +(\d+)", tool("pdfinfo", "case.pdf")).group(1))
        expect(f"{name}: {n} pages", n >= 1)
    degrees = HEAD.split("坐标系=")[0] + "[地块坐标]\n4,,1,d,面,,,,@\n" + "".join(
        f"J{i},1,{y},{x}\n" for i, (y, x) in enumerate(((35.5, 112.9), (35.5, 112.901), (35.499, 112.901), (35.499, 112.9)), 1))
    with open("degrees.txt", "w", encoding="utf-8") as file:
        file.write(degrees)
    text = certify("degrees.txt", "--fail-on", "never")[0]
    for line in ("没有可用的平面坐标，无法绘图", "没有可用的平面坐标，未计算面积", "35.49900000", "112.90100000", "无法确定"):
        expect(f"degrees: {line}", line in text)
    # 40 parcels that overlap one: their findings go on to the annex, each stands there once
    write("m.txt", parcel("M", "m", box(0, 0, 900, 100)), *(parcel(f"O{i}", "o", box(20 * i, 90, 10, 50)) for i in range(40)))
    text = certify("m.txt", code=1)
    first = [page for page in text if "地块编号" in page and re.search("地块编号 +M ", page)]
    expect("one page of M", len(first) == 1 and "项，见附页" in first[0])
    annex = [page for page in text if "附页：地块 M m" in page]
    told = re.findall(r"重叠100\.00平方米", "".join(first + annex))
    expect(f"{len(told)} overlaps told, {len(annex)} annex pages", len(told) == 40 and annex)
    with open("junk.txt", "w") as file:
        file.write("this is no survey\n" * 200)
    done = survey("a.txt", "junk.txt", "--certificate", "un.pdf", "--date", DATE)
    expect(f"unread beside read: {done.code}", done.code == 3 and len(pages("un.pdf")) == 3)
    done = survey("junk.txt", "--certificate", "none.pdf", "--date", DATE)
    expect(f"nothing read: {done.code}", done.code == 3 and "none.pdf" in done.err and not os.path.exists("none.pdf"))
    text = certify(os.path.join(case, "B01_lines_unreadable.txt"), "--fail-on", "never")
    expect("not whole", "地块未能完整读取，未计算面积" in text[0])


def together():
    """What was found of all files stands on each certificate; the verdict is that of the parcel."""
    write("set.txt", parcel("S1", "s", box(0, 0, 100, 100)), parcel("S2", "s", box(200, 0, 100, 100)))
    for text in certify("set.txt", "--set", "一区", "--approved-ha", "3.0000", code=1):
        row = [line for line in text.splitlines() if "SV-TOTAL" in line]
        expect(f"total: {row}", len(row) == 1 and "错误" in row[0] and "（全部文件）" in row[0])
        expect("verdict", "合格（错误0" in text)
    text = certify("set.txt")[0]
    expect("total of no set", "SV-TOTAL" not in text and "（全部文件）" not in text)


def strip():
    """A long narrow parcel has its map over the whole width, and all its numbers."""
    ring = [(i * 60, 5 + i * 10) for i in range(12)] + [(i * 60, i * 10) for i in reversed(range(12))]
    text = certify(write("strip.txt", parcel("ST", "道路", ring)))[0]
    for i in range(1, 25):
        n = len(re.findall(rf"J{i}\b", text))
        expect(f"J{i}: {n} times", n == 2)


def files():
    """One file or a folder, whole or not at all."""
    with zipfile.ZipFile("z.zip", "w") as archive:
        archive.write("a.txt", "one/a.txt")
        archive.write("a.txt", "two/a.txt")
    done = survey("z.zip", "--certificate", "folder", "--date", DATE, "--lang", "zh", "--fail-on", "never")
    names = sorted(os.listdir("folder"))
    expect(f"folder: {done.code} {names}", done.code == 0 and names == sorted(
        f"a-{i}-JK0{i}{more}.pdf" for i in (1, 2, 3) for more in ("", "_2")))
    with open("a.txt", "rb") as file:
        expect("hash of a member", hashlib.sha256(file.read()).hexdigest() in pages("folder/a-1-JK01.pdf")[0])
    os.mkdir("half")
    with open("half/a-3-JK03.pdf", "w") as file:
        file.write("mine")
    for args, word in ((["--certificate", "half"], "a-3-JK03.pdf"), (["--certificate", "out.pdf"], "out.pdf"),
                       (["--certificate", "x.pdf", "--date", "2018-02-30"], "2018-02-30"),
                       (["--certificate", "x.pdf", "--date", "today"], "today"), (["--date", DATE], "--certificate"),
                       (["--certificate", ""], "--certificate"), (["--certificate", "a.txt"], "a.txt")):
        done = survey("a.txt", *args)
        expect(f"{args}: {done.code} {done.err}", done.code == 2 and word in done.err and len(done.err.splitlines()) == 1)
    expect(f"left behind: {os.listdir('half')}", os.listdir("half") == ["a-3-JK03.pdf"] and open("half/a-3-JK03.pdf").read() == "mine")
    expect("x.pdf", not os.path.exists("x.pdf") and not [n for n in os.listdir(".") if n.endswith(".tmp")])


def no_font():
    """Without a Chinese font: the package to install, and no file."""
    with open("fonts.conf", "w") as file:
        file.write('<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>/nowhere</dir></fontconfig>')
    done = subprocess.run([PROGRAM, "survey", "a.txt", "--certificate", "n.pdf", "--lang", "en"], capture_output=True,
                          env={**program.environment(), "FONTCONFIG_FILE": os.path.abspath("fonts.conf")})
    err = done.stderr.decode()
    expect(f"no font: {done.returncode} {err}", done.returncode == 2 and "fonts-wqy-zenhei" in err)
    expect("a file without font", not os.path.exists("n.pdf") and not [n for n in os.listdir(".") if n.endswith(".tmp")])


def main():
    fonts = shutil.which("fc-list") and tool("fc-list", ":lang=zh-cn")
    if not all(map(shutil.which, ("pdftotext", "pdfinfo", "pdffonts"))) or not fonts:
        print("skipped: poppler-utils and a Chinese font are needed")
        return program.SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for test in (page, language, scale, same_bytes, many, limits, hostile, doubtful, together, strip, files, no_font):
            test()
        os.chdir("/")
    print("\n".join(faults))
    return 1 if faults else 0


sys.exit(main())
