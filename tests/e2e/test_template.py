#!/usr/bin/env python3
"""A form for filling in from a target that the county holds, named by its id."""
from county import ROOT, County, main

TARGET = ROOT / "tests" / "fixtures" / "qingshi" / "other-forms/farmland-target.json"
UNIT = "990001021"


class FromTheCounty(County):
    def test_a_target_by_its_id(self):
        self.start(1)
        clerk = self.enrol("clerk", UNIT, "department")
        who = {k: clerk[k] for k in ("key", "home")}
        told = self.jixiao("submit", "--wait", "--json", str(TARGET), **who).json()[0]
        target = self.jixiao("convert", str(TARGET)).json()[0]
        out = str(self.folder / "form.xlsx")
        self.jixiao("template", "monitoring", "--from-target", told["id"], "-o", out, **who)
        form = self.jixiao("convert", out).json()[0]
        self.assertEqual((form["form"], form["year"], form["project"]), ("monitoring", target["year"], target["project"]))
        self.assertEqual([i["target"] for i in form["indicators"]], [i["target"] for i in target["indicators"]])
        unknown = self.jixiao("template", "monitoring", "--from-target", "0" * 64, "-o", out + "2", code=None, **who)
        self.assertNotEqual(unknown.code, 0)


if __name__ == "__main__":
    main()
