"""What a layout shows of a document: the exchange form that an importer must read from the print.

Fields that the layout has no place for are left out, names and labels are those of the layout, and every text is tidied
as FORMS.md says. The drawing (draw.py) prints exactly what this says, so the expectation holds by construction.
"""
import copy
import re
import zlib
from decimal import Decimal

from grid import tidy

PARTS = ("sign", "number", "measure")


def plain(figure):
    """A sum as one prints it: no zeros at the end."""
    text = format(figure.normalize(), "f")
    return text


def is_figure(text):
    return re.fullmatch(r"\d+(\.\d+)?", text) is not None


def fields_of(columns):
    return [c[0] for c in columns]


def head_fields(lay, form):
    """The fields that stand in the head of a project's form, above it, or in the rows of this form only."""
    rows = list(lay["head"])
    if form == "target":
        rows += lay["target"]["head"]
    fields = [f for row in rows for _, f in row]
    return fields + [f for _, f in lay["above"]]


def split_target(target):
    """(sign, number, unit) of a target printed in three cells; words become 定性 and the words."""
    m = re.fullmatch(r"([≥≤<>=]?)\s*(\d[\d,.]*)(.*)", target)
    if m and not re.search("[年月日]", target):
        return m[1], m[2], m[3].strip()
    return "定性", target, ""


def bare(actual):
    """The figure of an actual value without its unit."""
    m = re.fullmatch(r"[≥≤<>=]?(\d[\d,.]*)([^\d年月日]*)", actual)
    return m[1] if m else actual


def weights_of(rows, key):
    """The sum of the weights of every run of rows with an equal key, on each of its rows; None without weights."""
    out, i = [], 0
    while i < len(rows):
        j = i
        while j < len(rows) and key(rows[j]) == key(rows[i]):
            j += 1
        figures = [r.get("weight", "") for r in rows[i:j]]
        known = any(figures) and all(is_figure(f) for f in figures if f)
        total = plain(sum((Decimal(f) for f in figures if f), Decimal(0))) if known else None
        out += [total] * (j - i)
        i = j
    return out


def title_template(doc, lay):
    """The layout's title of the form; of several, the project's name decides which."""
    template = lay["titles"].get(doc["form"], "")
    if isinstance(template, list):
        name = doc.get("project", {}).get("name", "")
        return template[zlib.crc32(name.encode("utf-8")) % len(template)]
    return template


def title_of(doc, lay):
    """The printed title, without a year that stands in brackets."""
    template = title_template(doc, lay)
    names = {"year": doc.get("year", ""), "project": doc.get("project", {}).get("name", ""),
             "unit": doc.get("unit", {}).get("name", "")}
    title = template.format(**names)
    if doc["form"] == "project_list" and lay["list"]["heading"] == "title" and "{unit}" not in template:
        title = "%s%s年度%s" % (names["unit"], names["year"], title)
    elif lay["year"] == "front" and "{year}" not in template and doc["form"] != "project_list":
        title = "%s年度%s" % (names["year"], title)
    return title


def show_party(doc, out, field, lay, form):
    if field in doc:
        party = dict(doc[field])
        fields = head_fields(lay, form)
        if field == "project":
            own = "project_code" in fields
            front = not own and lay["codes"] == "dash" and "project_code" in lay["wants"]
            if own:
                party.setdefault("code", "")
            elif not front:
                party.pop("code", None)
        elif lay["codes"] == "none":
            party.pop("code", None)
        out[field] = party


def show_head(doc, lay):
    form = doc["form"]
    out = {"form": form}
    if "year" in doc and (lay["year"] != "none" or "{year}" in title_template(doc, lay)
                          or form not in ("self_evaluation", "monitoring", "target", "evaluation")):
        out["year"] = doc["year"]
    out["title"] = title_of(doc, lay)
    if form in ("self_evaluation", "monitoring", "target"):
        fields = head_fields(lay, form)
        for field in ("project", "department", "unit"):
            if field in fields or (field == "department" and form == "target" and lay["target"]["funds"] == "amount"):
                show_party(doc, out, field, lay, form)
        if lay["money_unit"] != "none" and "money_unit" in doc:
            out["money_unit"] = doc["money_unit"]
    return out


def labels_of(funds, lay):
    """The printed labels: the layout's word for a source, unless two rows share the source."""
    sources = [f["source"] for f in funds]
    return [lay["funds"]["labels"].get(f["source"], f["label"]) if sources.count(f["source"]) == 1 else f["label"]
            for f in funds]


def show_funds(doc, lay, columns):
    fields = [f for f in fields_of(columns) if not f.startswith("~")]
    heading_weight = any("{weight}" in h for _, h in columns) or "{weight}" in lay["funds"]["side"]
    out = []
    for fund, label in zip(doc["funds"], labels_of(doc["funds"], lay)):
        row = {"source": fund["source"], "label": label}
        for field in fields:
            if field in fund and (field not in ("weight", "score") or fund["source"] == "total"):
                row[field] = fund[field]
        if heading_weight and "weight" in fund and fund["source"] == "total":
            row["weight"] = fund["weight"]
        if lay["funds"]["rate"] == "bare" and "rate" in row:
            row["rate"] = row["rate"].rstrip("%")
        out.append(row)
    return out


def order(rows, level, row):
    """Which of the level's names, in printed order, this row has."""
    return list(dict.fromkeys(r[level] for r in rows)).index(row[level])


def show_indicators(rows, lay, columns):
    fields = [f for f in fields_of(columns) if not f.startswith("~")]
    options = lay["indicators"]
    own = ("level1", "level2", "level3")
    out = []
    first = weights_of(rows, lambda r: r["level1"])
    second = weights_of(rows, lambda r: (r["level1"], r["level2"]))
    for k, row in enumerate(rows):
        r = {"level1": row["level1"] if "level1" not in fields or options.get("lost_level1")
             else options["level1"].get(row["level1"], row["level1"]),
             "level2": options["level2"].get(row["level2"], row["level2"]), "level3": row["level3"]}
        if options["numbered"]:
            r["level1"] = "%s、%s" % ("一二三四五六"[order(rows, "level1", row)], r["level1"])
            r["level2"] = "%d.%s" % (order(rows, "level2", row) + 1, r["level2"])
        for level, weight in (("level1", first[k]), ("level2", second[k])):
            if options["weights"] and level in options["weights"] and weight is not None:
                r[level + "_weight"] = weight
        for field in fields:
            if field in PARTS:
                r["target"] = "".join(tidy(x) for x in split_target(row["target"]))
            elif field not in own and field in row:
                r[field] = bare(row[field]) if field == "actual" and options["bare_actual"] else row[field]
        out.append(r)
    return out


def show_self_evaluation(doc, lay, out):
    out["funds"] = show_funds(doc, lay, lay["funds"]["columns"])
    kept = ("expected",) if lay["goals"]["style"] == "expected" else ("expected", "actual")
    out["goals"] = {k: doc["goals"][k] for k in kept if k in doc["goals"]}
    out["indicators"] = show_indicators(doc["indicators"], lay, lay["indicators"]["columns"])
    total = dict(doc["total"])
    if "weight" not in fields_of(lay["indicators"]["columns"]):
        total.pop("weight", None)
    if lay["total"]["place"] == "head":
        total.pop("weight", None)
    if not lay["total"]["grade"]:
        total.pop("grade", None)
    out["total"] = total
    if lay["shortfall"]:
        out["shortfall_explanation"] = doc.get("shortfall_explanation", "")
    if lay["conclusion"]:
        out["conclusion"] = copy.deepcopy(doc["conclusion"])


def show_monitoring(doc, lay, out):
    out["period"] = doc["period"]
    out["funds"] = show_funds(doc, lay, lay["monitoring"]["funds"])
    out["goals"] = {"expected": doc["goals"]["expected"]}
    out["indicators"] = show_indicators(doc["indicators"], lay, lay["monitoring"]["columns"])


def show_target(doc, lay, out):
    fields = head_fields(lay, "target")
    for field in ("attribute", "source", "duration", "responsible"):
        if field in doc and field in fields:
            out[field] = doc[field]
    halves = lay["target"]["halves"] and "medium_term_indicators" in doc
    if lay["target"]["funds"] == "amount":
        out["funds"] = [{"source": "total", "label": lay["target"]["amount"], "amount": doc["funds"][0]["amount"]}]
    else:
        amount = [("amount", "")]
        out["funds"] = show_funds(doc, lay, amount)
        if halves:
            out["medium_term_funds"] = copy.deepcopy(doc["medium_term_funds"])
    out["goals"] = {"expected": doc["goals"]["expected"]}
    out["indicators"] = show_indicators(doc["indicators"], lay, lay["target"]["columns"])
    if halves:
        out["goals"]["medium_term"] = doc["goals"]["medium_term"]
        out["medium_term_indicators"] = show_indicators(doc["medium_term_indicators"], lay, lay["target"]["columns"])


def show_project_list(doc, lay, out):
    out["unit"] = {"name": doc["unit"]["name"]}
    if "money_unit" in doc and (any("{unit}" in h for _, h in lay["list"]["columns"]) or list_unit_above(lay)):
        out["money_unit"] = doc["money_unit"]
    out["rows"] = copy.deepcopy(doc["rows"])
    if lay["list"]["total"] and "total" in doc:
        out["total"] = dict(doc["total"])
    for field in ("note", "secret_count"):
        if field in doc:
            out[field] = doc[field]


def list_unit_above(lay):
    return lay["money_unit"] == "above" and "money_unit" in [f for _, f in lay["above"]]


def show_evaluation(doc, lay, out):
    for field in ("project", "department", "unit"):
        out[field] = {"name": doc[field]["name"]}
    out["rows"] = copy.deepcopy(doc["rows"])
    out["total"] = dict(doc["total"])


def show_evaluation_summary(doc, lay, out):
    out["department"] = {"name": doc["department"]["name"]}
    out["rows"] = [{k: r[k] for k in fields_of(lay["summary"]["columns"]) if k in r} for r in doc["rows"]]


def split_code(table):
    """The code's column as three, of which a merged code fills the first."""
    if table["columns"][0] == "项目/科目代码":
        table["columns"][:1] = ["项目/支出功能分类科目编码/" + part for part in "类款项"]
        for row in table["rows"]:
            row[1:1] = ["", ""]


def show_final_accounts(doc, lay, out):
    out["unit"] = {"name": doc["unit"]["name"]}
    out["tables"] = copy.deepcopy(doc["tables"])
    if lay["accounts"]["split_code"]:
        for table in out["tables"].values():
            split_code(table)


SHOW = {"self_evaluation": show_self_evaluation, "monitoring": show_monitoring, "target": show_target,
        "project_list": show_project_list, "evaluation": show_evaluation,
        "evaluation_summary": show_evaluation_summary, "final_accounts": show_final_accounts}


def tidied(value):
    if isinstance(value, str):
        return tidy(value)
    if isinstance(value, list):
        return [tidied(v) for v in value]
    if isinstance(value, dict):
        return {k: tidied(v) for k, v in value.items()}
    return value


def shown(doc, lay):
    """The document as the layout prints it."""
    out = show_head(doc, lay)
    SHOW[doc["form"]](doc, lay, out)
    return tidied(out)
