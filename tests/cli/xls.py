"""The table of firms of formats.py as XLS, written by xlwt: xls.py PROGRAM.

xlwt (Debian: python3-xlwt) shares no code with FreeXL, by which GDAL reads. Skipped where it is not installed."""

import datetime
import os
import sys
import tempfile

sys.path.append("/usr/lib/python3/dist-packages")  # Debian's, where another Python runs this
try:
    import xlwt
except ImportError:
    print("skipped: no xlwt (Debian: python3-xlwt)")
    sys.exit(77)

import formats


def write(path, rows, merged=()):
    """A workbook of one sheet; rows by their numbers, from 1; merged: (row, columns) of titles."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("企业")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for n, row in rows:
        width = dict(merged).get(n)
        if width:
            sheet.write_merge(n - 1, n - 1, 0, width - 1, row[0])
        for column, value in enumerate(row):
            if value is not None and not (width and column == 0):
                is_day = isinstance(value, datetime.date)
                sheet.write(n - 1, column, *((value, day) if is_day else (value,)))
    book.save(path)


def check_firms():
    """Below a title, with a blank row between, and without; the second has a land that is no number."""
    write("firms.xls", formats.TITLE + [(4, formats.HEADER)] + formats.FIRMS, [(1, 8)])
    write("plain.xls", [(1, formats.HEADER), (2, formats.FIRMS[0][1]), (3, formats.FIRMS[1][1])])
    for source in ("firms.xls", "plain.xls"):
        done, rated, land = formats.firms(source)
        fine = done.code == 0 and [key for key, _ in land] == ["2"] and ("甲公司", 12.5) in rated
        yield None if fine else f"{source}: {done.code} {rated} {land} {done.out.decode()} {done.err}"


def check_cells():
    """Numbers, dates, texts of digits and blanks come as they stand in the sheet."""
    write("cells.xls", [(1, ["编号", "数", "整数", "日期", "文本", "空"]),
                        (2, ["A", 0.25, 7, datetime.date(2024, 3, 5), "007", None]),
                        (3, ["B", -1e-3, 12345678, datetime.date(1999, 12, 31), "一二", "有"])])
    wheres = ("number(数) = 0.25 AND number(整数) = 7 AND 文本 = '007' AND 空 IS NULL AND 日期 = '2024-03-05'",
              "number(数) = -0.001 AND number(整数) = 12345678 AND 文本 = '一二' AND 空 = '有' AND 日期 = '1999-12-31'")
    for where, key in zip(wheres, "AB"):
        rule = (f'{{id: R, kind: unique, severity: error, title: {{zh: 一, en: a}}, '
                f'layers: {{a: {{layer: t, where: "{where}"}}}}, limits: {{columns: 空}}}}')
        done, tables = formats.check(["id: t, source: cells.xls, key: 编号"], rule)
        checked = [row["checked"] for row in tables["rule"] if row["id"] == "R"] if tables else []
        yield None if checked == [1] else f"cells.xls, {key}: {checked} {done.out.decode()} {done.err}"


def check_faulty():
    """What is no workbook, or one without a header, is an error that names the file."""
    with open("broken.xls", "wb") as file:
        file.write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with open("plain.xls", "rb") as file:
        data = file.read()
    with open("cut.xls", "wb") as file:
        file.write(data[:len(data) // 2])
    write("none.xls", [(n, [n, n + 1, n + 2]) for n in range(1, 30)])
    for source, says in (("broken.xls", "broken.xls"), ("cut.xls", "cut.xls"),
                         ("none.xls", "no header among the first 20 rows")):
        done, _ = formats.check([formats.FIRM % source])
        text = done.err + done.out.decode()
        yield None if done.code == 3 and says in text else f"{source}: {done.code} {text}"


def main():
    failures = [failure for checks in (check_firms, check_cells, check_faulty)
                for failure in checks() if failure is not None]
    for failure in failures:
        print(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        sys.exit(main())
