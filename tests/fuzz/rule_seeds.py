#!/usr/bin/env python3
"""Writes the documents and the first inputs of the fuzz targets for rules: every rule of the standard pack
by itself, with the word lists and sentences that it names, over documents of an invented county.

    rule_seeds.py RULES
"""
import json
import random
import re
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "rules"))
import other_counties  # noqa: E402

BAR = b"\x1f"


def blocks(rules):
    """The sections of the rule files by kind and name."""
    found = {"规则": {}, "词表": {}, "句式": {}}
    texts = [p.read_text(encoding="utf-8") for p in sorted(Path(rules).glob("*.txt")) if p.name != "vocabulary.txt"]
    for text in texts:
        text = re.sub(r"^#.*\n", "", text, flags=re.M)
        for m in re.finditer(r"^\[(规则|词表|句式) (\S+)\]\n(?:(?!\[).*\n?)*", text, re.M): found[m[1]][m[2]] = m[0].strip() + "\n"
    return found


def alone(rule, found):
    """The rule's text and what it needs of other sections."""
    text = re.sub(r"^(起因|让位) = .*\n", "", rule, flags=re.M)
    text = re.sub(r"参数\.(?!执行分值|说明线)\w+", "参数.线", text)
    lists = [found["词表"][n] for n in dict.fromkeys(re.findall(r"属于 (\w+)", text)) if n in found["词表"]]
    named = re.findall(r"(?:每句 |句数\()(\S+?)(?:\)|$)", text, re.M)
    return "".join(lists + [found["句式"][n] for n in dict.fromkeys(named) if n in found["句式"]] + [text])


def documents():
    s = other_counties.Set("fuzz", 8)
    # A word in the wrong place makes some rules speak.
    s.selfs[0]["indicators"][0]["reason"] = ""
    s.monitorings[0]["indicators"][1]["likelihood"] = "有可能"
    return s.targets[:1] + s.monitorings[:1] + s.selfs + [s.list, s.summary, s.evaluation] + s.years


def edit(which, text): return which.to_bytes(2, "big") + text.encode() + BAR


def main():
    rng, found = random.Random(4), blocks(sys.argv[1])
    docs = documents()
    (HERE / "documents.json").write_text(json.dumps(docs, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    forms = {"目标表": 0, "监控表": 1, "自评表": 2, "项目清单": 4, "自评汇总表": 5, "评价表": 6, "决算表": 8}
    values = ["", "无", "0", "6月31日前", "≥95%", "12,5", "项目终止", "100.00", "已完成", "<1小时", "2023.2.30", "-3", "1,000,000,000,000.00"]
    for target in ("rules", "evaluator"): (HERE / "corpus" / target).mkdir(parents=True, exist_ok=True)
    every = list(found["规则"].items())
    for n in range(0, len(every), 6):                          # a file of several rules
        text = "".join(dict.fromkeys(re.split(r"(?m)^(?=\[)", "".join(alone(r, found) for _, r in every[n:n + 6]))))
        (HERE / "corpus/rules" / f"standard-{n // 6:02}").write_bytes(text.encode())
        changes = b"".join(edit(rng.randrange(3000), rng.choice(values)) for _ in range(6))
        form = next((f for f in forms if f in every[n][1]), "自评表")
        for kind, bit in (("one", 0), ("all", 0x40)):
            head = bytes([bit | forms[form]])
            (HERE / "corpus/evaluator" / f"{kind}-{n // 6:02}").write_bytes(head + text.encode() + BAR + changes)
    for form, at in forms.items():
        changes = b"".join(edit(rng.randrange(3000), rng.choice(values)) for _ in range(30))
        (HERE / "corpus/evaluator" / f"standard-{at}").write_bytes(bytes([0x80 | at]) + BAR + changes)
    (HERE / "corpus/evaluator/standard-all").write_bytes(bytes([0xC0]) + BAR + edit(700, "99") + edit(1200, "无"))
    extra = {"profile-plans": "\x1f[分值方案]\n甲 = 产出 50 效益 30 满意度 10\n乙 = 成本 x\n", "profile-severity": "\x01\x00应当 = 1 = 1\n\x1f[规则级别]\nr000 = 提示\n",
             "profile-unknown": "\x1f[规则级别]\nnone = 提示\n", "words": "[词表 词]\n*好* 坏\n\x01\x02应当 = 三级指标 属于 词\n",
             "sentence": "[句式 句]\n表种 = 评价表\n句 = ^{甲:文}得{分数}分(，|。)[共]{率:率}\n\x01\x04范围 = 每句 句\n应当 = 分数 = 1\n"}
    for name, text in extra.items(): (HERE / "corpus/rules" / name).write_bytes(text.encode())


if __name__ == "__main__":
    main()
