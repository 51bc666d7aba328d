// The kinds of charts that the page has, and nothing else of the library.
import * as echarts from "echarts/core";
import { BarChart, LineChart } from "echarts/charts";
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, SVGRenderer]);

const FONT = getComputedStyle(document.documentElement).getPropertyValue("--font") || "sans-serif";
const INK = "#47586a", LINE = "#d7dee5";

const AXIS = {
  axisLine: { lineStyle: { color: LINE } }, axisTick: { show: false },
  axisLabel: { color: INK, fontSize: 12, fontFamily: FONT }, splitLine: { lineStyle: { color: "#e8edf1" } },
  nameTextStyle: { color: INK, fontSize: 12, fontFamily: FONT },
};

// The tooltip is drawn in the picture: as HTML it would need styles in attributes, which the policy of the page forbids.
const BASE = {
  animation: false,
  textStyle: { fontFamily: FONT, fontSize: 12, color: INK },
  tooltip: { trigger: "axis", renderMode: "richText", confine: true, axisPointer: { type: "shadow" }, textStyle: { fontFamily: FONT, fontSize: 12 } },
};

export function draw(element, option) {
  const chart = echarts.getInstanceByDom(element) ?? echarts.init(element, null, { renderer: "svg" });
  chart.setOption(option, { notMerge: true });
  return chart;
}

const legend = (series) => (series.length > 1
  ? { top: 0, left: 0, itemWidth: 12, itemHeight: 12, itemGap: 16, icon: "rect", textStyle: { color: INK, fontSize: 12, fontFamily: FONT } }
  : undefined);

const value_axis = (unit, extra = {}) => ({ type: "value", name: unit, nameLocation: "end", ...AXIS, ...extra });

// Bars that lie: names to the left, one below the other. series: [{name, colour, values, stack, decal}]
export function lying_bars({ names, series, unit, max, labels }) {
  return {
    ...BASE, legend: legend(series),
    grid: { left: 4, right: 48, top: series.length > 1 ? 34 : 8, bottom: 4 },
    xAxis: value_axis(undefined, { max, axisLabel: { ...AXIS.axisLabel, hideOverlap: true, formatter: unit === "%" ? "{value}%" : "{value}" }, minInterval: unit === "%" ? undefined : 1, splitNumber: 4 }),
    yAxis: { type: "category", inverse: true, data: names, ...AXIS, axisLabel: { ...AXIS.axisLabel, width: 150, overflow: "truncate" }, splitLine: { show: false } },
    series: series.map((s, n) => ({
      type: "bar", name: s.name, data: s.values, stack: s.stack, barMaxWidth: 18, barCategoryGap: "38%",
      itemStyle: { color: s.colour, decal: s.decal, borderColor: s.outline, borderWidth: s.outline ? 1 : 0 },
      label: labels && n === series.length - 1
        ? { show: true, position: "right", color: "#17232e", fontFamily: FONT, fontSize: 12, formatter: ({ dataIndex }) => labels[dataIndex] } : undefined,
    })),
  };
}

// Bars that stand, for few names; a colour for each.
export function standing_bars({ names, values, colours, labels }) {
  return {
    ...BASE,
    grid: { left: 4, right: 8, top: 24, bottom: 4 },
    xAxis: { type: "category", data: names, ...AXIS, axisLabel: { ...AXIS.axisLabel, color: "#17232e", interval: 0 }, splitLine: { show: false } },
    yAxis: value_axis(undefined, { minInterval: 1 }),
    series: [{
      type: "bar", barMaxWidth: 56,
      data: values.map((value, n) => ({ value, itemStyle: { color: colours[n] } })),
      label: { show: true, position: "top", color: "#17232e", fontFamily: FONT, fontSize: 12, formatter: ({ dataIndex }) => labels[dataIndex] },
    }],
  };
}

// What came each day, and how it adds up to what is expected.
export function days({ names, daily, sum, expected, words }) {
  // A line of one day is a point.
  const line = (name, data, type) => ({ type: "line", name, data, symbol: names.length < 3 ? "circle" : "none", symbolSize: 7, lineStyle: { width: 2, type, color: "#12395b" }, itemStyle: { color: "#12395b" } });
  const series = [{ name: words.daily }, { name: words.sum }, ...(expected ? [{ name: words.expected }] : [])];
  return {
    ...BASE, legend: legend(series),
    grid: { left: 4, right: 12, top: 34, bottom: 4 },
    xAxis: { type: "category", data: names, ...AXIS, splitLine: { show: false } },
    yAxis: value_axis(undefined, { minInterval: 1 }),
    series: [
      { type: "bar", name: words.daily, data: daily, barMaxWidth: 14, itemStyle: { color: "#5b9bd0" } },
      line(words.sum, sum, "solid"),
      ...(expected ? [{ ...line(words.expected, names.map(() => expected), "dashed"), lineStyle: { width: 1.5, type: "dashed", color: "#b8480f" }, itemStyle: { color: "#b8480f" } }] : []),
    ],
  };
}
