// Self-evaluations of an invented county. Every figure is true unless `wrong` makes it otherwise.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BUILD, ROOT } from "./county.mjs";

export const YEAR = 2025;

const row = (level1, level2, level3, target, actual, weight, score = weight, reason = "") =>
  ({ level1, level2, level3, target, actual, weight, score, reason });

export function self_evaluation(project, unit, unit_name, wrong = {}) {
  const money = { initial_budget: "120.00", annual_budget: "125.00", executed: "118.75" };
  return {
    form: "self_evaluation", year: YEAR, title: "县级预算项目支出绩效自评表",
    project: { name: project }, department: { name: "虚构县水利局" }, unit: { name: unit_name, code: unit }, money_unit: "万元",
    funds: [
      { source: "total", label: "年度资金总额", ...money, weight: "10.00", rate: "95.00%", score: "9.50" },
      { source: "current_appropriation", label: "当年财政拨款", ...money, rate: "95.00%" },
    ],
    goals: { expected: "完成镇区河道清淤和日常保洁。", actual: "已完成年度清淤和保洁任务。" },
    indicators: [
      row("产出指标", "数量指标", "清淤河道长度", "≥12公里", "12.6公里", "20.00"),
      row("产出指标", "质量指标", "验收合格率", "≥95%", "96%", "20.00"),
      row("产出指标", "时效指标", "任务按时完成率", "≥98%", "99%", "10.00"),
      row("效益指标", "社会效益指标", "受益村民人数", "≥8600人", "8730人", "30.00"),
      row("满意度指标", "服务对象满意度指标", "沿河村民满意度", "≥90%", "93.5%", "10.00"),
    ],
    total: { weight: "100.00", score: wrong.total ?? "99.50" },
    ...wrong.more,
  };
}

// The documents as the workbook a clerk has: its path.
export function workbook(folder, name, document) {
  const json = join(folder, `${name}.json`), xlsx = join(folder, `${name}.xlsx`);
  writeFileSync(json, JSON.stringify([document]));
  const done = spawnSync(join(BUILD, "bin/jixiao"), ["convert", "--rules", join(ROOT, "ops/rules/standard"), "--to", "xlsx", "-o", xlsx, json], { encoding: "utf8" });
  if (done.status !== 0) throw new Error(`jixiao convert: ${done.stderr}`);
  return xlsx;
}

export const bytes_of = (path) => readFileSync(path).toString("base64");
