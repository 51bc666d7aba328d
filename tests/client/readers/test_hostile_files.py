#!/usr/bin/env python3
"""Hostile files through the real program: a clear error or a result, within bounds of time and memory, never a crash.

    test_hostile_files.py --jixiao PROGRAM --rules FOLDER [--sanitized]

Bounds are of CPU time, since a test may share its machine; under sanitizers they are wider and memory is not asked.
"""
import argparse
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from test_contracts import ole_file, package, relations, workbook

CPU_SECONDS, MEMORY_MB = 8, 400


def book_of(path, sheet, more=None):
    """A workbook with the XML of one sheet."""
    workbook(path, [("表", [])])
    with zipfile.ZipFile(path) as z:
        parts = {n: z.read(n) for n in z.namelist()}
    parts["xl/worksheets/sheet1.xml"] = sheet
    parts.update(more or {})
    package(path, parts)


def word_of(path, body, start="<w:document xmlns:w='w'><w:body>"):
    package(path, {"_rels/.rels": relations(("a", "officeDocument", "word/document.xml")),
                   "word/document.xml": start + body + "</w:body></w:document>"})


def rows(count, cells):
    return "<worksheet><sheetData>%s</sheetData>" % "".join(
        '<row r="%d">%s</row>' % (n, cells % ((n,) * cells.count("%d"))) for n in range(1, count + 1))


def cell(text, column="A"):
    return '<c r="' + column + '%d" t="inlineStr"><is><t>' + text + "</t></is></c>"


def files(folder):
    """(path, whether it may be read, a word of the complaint)"""
    def at(name):
        return folder / name

    book_of(at("zip-bomb.xlsx"), "<worksheet><sheetData>" + " " * (90 << 20) + "</sheetData></worksheet>")
    yield "zip-bomb.xlsx", False, "JX_E_TOO_LARGE"
    entities = "".join('<!ENTITY e%d "%s">' % (n, ("&e%d;" % (n - 1)) * 10 if n else "a" * 10) for n in range(12))
    word_of(at("entities.docx"), "&e11;", "<!DOCTYPE d [%s]><w:document xmlns:w='w'><w:body>" % entities)
    yield "entities.docx", False, "DOCTYPE"
    book_of(at("entities.xlsx"), "<!DOCTYPE d [%s]><worksheet>&e11;</worksheet>" % entities)
    yield "entities.xlsx", False, "DOCTYPE"
    empty = "".join('<c r="%s%%d" s="1"/>' % chr(65 + k) for k in range(20))
    book_of(at("million-empty.xlsx"), rows(50000, empty) + "</worksheet>")
    yield "million-empty.xlsx", False, "JX_E_NO_FORM"
    merges = "".join('<mergeCell ref="A%d:J%d"/>' % (n, n + 9) for n in range(1, 20000))
    book_of(at("overlapping.xlsx"), rows(20000, cell("产出指标")) + "<mergeCells>%s</mergeCells></worksheet>" % merges)
    yield "overlapping.xlsx", False, "合并"
    book_of(at("broken-utf8.xlsx"), rows(1, cell("x")).encode().replace(b">x<", b">\xe4\xbd<") + b"</worksheet>")
    yield "broken-utf8.xlsx", False, "JX_E_FORMAT"
    at("broken-utf8.csv").write_bytes("项目名称,甲\n".encode() + b"\xff\xfe\x80,\x81\n")
    yield "broken-utf8.csv", False, "JX_E_UTF8"
    book_of(at("long-cell.xlsx"), rows(1, cell("绩" * (10 << 20))) + "</worksheet>")
    yield "long-cell.xlsx", False, "JX_E_TEXT_LONG"
    word_of(at("long-cell.docx"), "<w:p><w:r><w:t>" + "绩" * (10 << 20) + "</w:t></w:r></w:p>")
    yield "long-cell.docx", False, "JX_E_TEXT_LONG"
    at("long-cell.csv").write_bytes(('项目名称,"' + "绩" * (5 << 20) + '"\n').encode())
    yield "long-cell.csv", False, "JX_E_TEXT_LONG"
    book_of(at("no-results.xlsx"), rows(1000, '<c r="A%d"><f>B1+1</f></c>') + "</worksheet>")
    yield "no-results.xlsx", False, "公式"
    at("locked.xlsx").write_bytes(ole_file("EncryptionInfo", "EncryptedPackage"))
    yield "locked.xlsx", False, "密码"
    # Within the bounds of the readers, and as heavy as those allow for the recogniser.
    titles = cell("项目支出绩效自评表") + cell("一级指标", "B") + cell("二级指标", "C") + cell("三级指标", "D")
    book_of(at("headings.xlsx"), rows(50000, titles) + "</worksheet>")
    yield "headings.xlsx", True, ""
    wide = "".join(cell("年度资金总额", chr(65 + k)) for k in range(26))
    book_of(at("wide.xlsx"), rows(8000, wide) + "</worksheet>")
    yield "wide.xlsx", True, ""
    labels = ["项目名称", "主管部门", "实施单位", "一级指标", "三级指标", "年度指标值", "得分", "合计", "1-8月执行数"]
    at("labels.csv").write_text("\n".join(",".join(labels[k % 9:] + labels) for k in range(60000)), encoding="utf-8")
    yield "labels.csv", True, ""
    at("lines.txt").write_text("\n".join(labels[k % 9] for k in range(190000)), encoding="utf-8")
    yield "lines.txt", True, ""
    numbered = "<w:p><w:r><w:t>一级指标</w:t></w:r></w:p>" * 60000
    word_of(at("paragraphs.docx"), numbered)
    yield "paragraphs.docx", True, ""


def made(folder):
    """The files, made in a process of its own: what a program takes at most begins with what its parent has."""
    names = folder / "names"
    child = os.fork()
    if child == 0:
        names.write_text(json.dumps(list(files(folder))))
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if status:
        sys.exit("the files could not be made")
    return json.loads(names.read_text())


def run(args, path):
    """(exit code, CPU seconds, peak MB, what it said)"""
    command = [args.jixiao, "convert", "--lang=zh", "--rules=" + args.rules, str(path)]
    with tempfile.TemporaryFile() as said, open(os.devnull, "wb") as null:
        child = subprocess.Popen(command, stdout=null, stderr=said)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        return child.returncode, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said.read().decode("utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--jixiao", required=True)
    parser.add_argument("--rules", required=True)
    parser.add_argument("--sanitized", action="store_true")
    args = parser.parse_args()
    seconds_max = CPU_SECONDS * (6 if args.sanitized else 1)
    wrong = count = 0
    with tempfile.TemporaryDirectory() as folder:
        for name, may_be_read, word in made(Path(folder)):
            code, seconds, memory, said = run(args, Path(folder) / name)
            faults = []
            if code not in ((0, 1) if may_be_read else (1,)):
                faults.append("exit code %d" % code)
            if word not in said:
                faults.append("does not say %s: %s" % (word, said[:300]))
            if seconds > seconds_max:
                faults.append("more than %g s" % seconds_max)
            if memory > MEMORY_MB and not args.sanitized:
                faults.append("more than %d MB" % MEMORY_MB)
            print("%-20s exit %d  %6.2f s  %6.1f MB  %s" % (name, code, seconds, memory, "; ".join(faults) or "ok"), flush=True)
            wrong += bool(faults)
            count += 1
    print("%d of %d files as promised" % (count - wrong, count))
    sys.exit(1 if wrong or not count else 0)


if __name__ == "__main__":
    main()
