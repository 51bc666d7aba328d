"""The invented county of a year: its organisation, its projects, its code lists, as rows and as CSV.

Division 990001 lies in no province (GB/T 2260 ends at 82), and the names below are no county's.
"""
import csv

import grid
import office

DIVISION = "990001"
COUNTIES = ["霁岚县", "砚栖县", "霜蘅县", "梧澜县", "岚砚县"]
CALLED_SHORT = "县"

DEPARTMENTS = ["农业农村局", "教育和体育局", "民政局", "水务局", "交通运输局", "卫生健康局", "文化和旅游局", "城市管理局",
               "住房和城乡建设局", "应急管理局", "人力资源和社会保障局", "自然资源局", "科学技术局", "退役军人事务局"]
TOWNSHIPS = ["云汀镇", "栖砚镇", "鹿鸣坪乡", "霜桥镇", "梧岭乡", "青蘅镇", "澜湾镇", "杏圃乡", "松涧镇", "荻洲乡", "樟溪镇", "竹屏乡", "枫渡镇",
             "霁坪乡"]
BRANCHES = ["服务中心", "技术推广站", "执法大队", "信息中心", "培训学校", "监测站"]
RENAMED = {"文化和旅游局": "文化广电旅游局", "城市管理局": "城市管理综合执法局", "水务局": "水利局"}

FUNCTIONS = {
    "205": ("教育支出", {"20501": ("教育管理事务", {"2050101": "行政运行", "2050199": "其他教育管理事务支出"})}),
    "207": ("文化旅游体育与传媒支出", {"20701": ("文化和旅游", {"2070101": "行政运行", "2070104": "图书馆"})}),
    "208": ("社会保障和就业支出", {"20802": ("民政管理事务", {"2080201": "行政运行", "2080299": "其他民政管理事务支出"})}),
    "210": ("卫生健康支出", {"21004": ("公共卫生", {"2100401": "疾病预防控制机构", "2100408": "基本公共卫生服务"})}),
    "212": ("城乡社区支出", {"21205": ("城乡社区环境卫生", {"2120501": "城乡社区环境卫生"})}),
    "213": ("农林水支出", {"21301": ("农业农村", {"2130101": "行政运行", "2130108": "病虫害控制"}),
                     "21303": ("水利", {"2130301": "行政运行", "2130314": "防汛"})}),
    "214": ("交通运输支出", {"21401": ("公路水路运输", {"2140101": "行政运行", "2140106": "公路养护"})}),
    "224": ("灾害防治及应急管理支出", {"22401": ("应急管理事务", {"2240101": "行政运行", "2240109": "应急管理"})}),
}
NEW_FUNCTION = ("2130142", "乡村道路建设")  # in force from the county's year on: the lists differ by year
ECONOMIC = {"301": ("工资福利支出", {"30101": "基本工资", "30102": "津贴补贴"}),
            "302": ("商品和服务支出", {"30201": "办公费", "30213": "维修（护）费", "30226": "劳务费", "30227": "委托业务费"}),
            "303": ("对个人和家庭的补助", {"30305": "生活补助", "30399": "其他对个人和家庭的补助"}),
            "310": ("资本性支出", {"31002": "办公设备购置", "31005": "基础设施建设"})}

COLUMNS = {
    "units": ["code", "name", "aliases", "parent", "kind", "from", "until"],  # the years from and until which
    "projects": ["code", "name", "unit", "budget", "function", "economic"],   # budget in 万元
    "codes": ["kind", "code", "name"],
    "expected": ["form", "period", "unit", "project", "due"],
    "exceptions": ["form", "period", "unit", "reason"],
    "aliases": ["kind", "name", "code"],
}
CHINESE = {"form": "表种", "period": "期间", "unit": "单位代码", "project": "项目代码", "due": "截止日期", "reason": "原因"}
FORMS = {"self_evaluation": "项目支出绩效自评表", "monitoring": "项目支出绩效目标执行监控表", "target": "项目支出绩效目标表",
         "project_list": "项目支出绩效目标公开清单", "evaluation": "项目绩效评价得分表",
         "evaluation_summary": "项目支出绩效自评情况汇总表", "final_accounts": "部门决算公开表"}


class Unit:
    """One office: its place in the tree, its names, and how its people fill in forms."""

    def __init__(self, code, parent, kind, name, aliases, since=2015, until=""):
        self.code, self.parent, self.kind, self.name, self.aliases = code, parent, kind, name, aliases
        self.since, self.until = since, until
        self.printed = name  # the name on its forms
        self.layout = self.file_type = None

    @property
    def department(self):
        return self.parent if self.kind == "subordinate" else self.code

    def row(self):
        return [self.code, self.name, ";".join(self.aliases), self.parent, self.kind, self.since, self.until]


def organisation(rng, count, year):
    """(county's name, units that owe forms, the unit that ended before the year)."""
    place = rng.choice(COUNTIES)
    departments = min(len(DEPARTMENTS), max(2, count * 3 // 8))
    townships = min(len(TOWNSHIPS), max(1, count * 3 // 8))
    units = []
    for k, name in enumerate(DEPARTMENTS[:departments]):
        aliases = [CALLED_SHORT + name] + ([place + RENAMED[name]] if name in RENAMED else [])
        units.append(Unit("%s%03d" % (DIVISION, 11 + k), DIVISION, "department", place + name, aliases))
    for k, name in enumerate(TOWNSHIPS[:townships]):
        units.append(Unit("%s%03d" % (DIVISION, 101 + k), DIVISION, "township", "%s%s人民政府" % (place, name), [name, name + "政府"]))
    for k in range(count - len(units)):
        above = units[k % departments]
        name = above.name.removesuffix("局") + BRANCHES[k // departments % len(BRANCHES)]
        below = "%03d" % (k // departments + 1)
        units.append(Unit(above.code + below, above.code, "subordinate", name, [name.removeprefix(place)]))
    for unit in rng.sample(units, max(1, len(units) // 10)):
        unit.printed = unit.aliases[-1]
    units.sort(key=lambda u: u.code)
    ended = Unit(DIVISION + "090", DIVISION, "department", place + "政务服务办公室", [], until=year - 1)
    return place, units, ended


def leaf_codes(tree):
    """The finest codes of a list of codes."""
    for code, below in tree.items():
        if isinstance(below, str):
            yield code
        else:
            yield from leaf_codes(below[1])


def listed(tree):
    """(code, name) of a list of codes, every level."""
    for code, below in tree.items():
        if isinstance(below, str):
            yield code, below
        else:
            yield code, below[0]
            yield from listed(below[1])


def code_rows(year, first):
    """The codes of a year: functional by 3, 5, 7 digits, economic by 3, 5. What is new came in the year `first`."""
    functions = list(listed(FUNCTIONS)) + ([NEW_FUNCTION] if year >= first else [])
    return [["functional", *f] for f in sorted(functions)] + [["economic", *e] for e in sorted(listed(ECONOMIC))]


def unit_rows(place, units, ended):
    top = [DIVISION, place, place + "财政局", "", "county", 2015, ""]
    return [top] + [u.row() for u in sorted(units + [ended], key=lambda u: u.code)]


def write_book(folder, name, rows):
    """The same as an Excel workbook, headed and filled in by somebody who writes Chinese; forms stand in the first column."""
    out, sheet = grid.Grid(len(COLUMNS[name])), grid.Sheet(name)
    for row in [[CHINESE[c] for c in COLUMNS[name]]] + [[FORMS[row[0]], *row[1:]] for row in rows]:
        out.row(*row)
    sheet.add(out)
    office.write_xlsx(folder / (name + ".xlsx"), [sheet], office.CRAFT)


def write_csv(folder, name, rows, kind=None):
    """Rows under the columns of their kind (default: the name)."""
    with open(folder / (name + ".csv"), "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(COLUMNS[kind or name])
        out.writerows(rows)
