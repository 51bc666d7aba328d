// draw.mjs RESULTS.json FOLDER: an SVG for each part of what ops/bench measured, one chart a unit below the other.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as echarts from 'echarts'

const WIDTH = 960
const ROW = 22
const HEAD = 72

const [results, folder] = process.argv.slice(2)
const { surroundings, parts } = JSON.parse(readFileSync(results, 'utf8'))
const said = `${surroundings.commit}, ${surroundings.processor}, ${surroundings.cores} cores, ${surroundings.file_system}, load ${surroundings.load}, ${surroundings.date}`

const byUnit = (rows) => Map.groupBy ? Map.groupBy(rows, (r) => r.unit) : rows.reduce((m, r) => m.set(r.unit, [...(m.get(r.unit) ?? []), r]), new Map())

/** The line from the least to the greatest value through a bar's end. */
const spread = (params, api) => {
  const [y, least, greatest] = [api.value(0), api.value(1), api.value(2)]
  const from = api.coord([least, y])
  const to = api.coord([greatest, y])
  return { type: 'line', shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style: { stroke: '#333', lineWidth: 1.5 } }
}

const colour = (row) => row.goal === null ? '#5470c6' : row.met ? '#2a7f62' : '#c8553d'

const option = (name, unit, rows) => {
  const wide = Math.max(...rows.map((r) => r.greatest)) > 200 * Math.min(...rows.map((r) => r.median).filter((m) => m > 0))
  return {
    animation: false,
    title: { text: `${name} (${unit || 'count'})`, subtext: said, textStyle: { fontSize: 14 }, subtextStyle: { fontSize: 10 } },
    grid: { left: 380, right: 90, top: HEAD, bottom: 24 },
    xAxis: wide ? { type: 'log' } : { type: 'value' },
    yAxis: { type: 'category', inverse: true, data: rows.map((r) => r.what), axisLabel: { width: 360, fontSize: 11, overflow: 'truncate' } },
    series: [
      {
        type: 'bar', barMaxWidth: 14,
        data: rows.map((r) => ({ value: wide && r.median <= 0 ? null : r.median, itemStyle: { color: colour(r) } })),
        label: { show: true, position: 'right', fontSize: 10, formatter: ({ dataIndex: i }) => `${Number(rows[i].median.toPrecision(4))}` },
        markLine: { silent: true, symbol: 'none', lineStyle: { color: '#888' }, data: [...new Set(rows.map((r) => r.goal).filter((g) => g !== null))].map((g) => ({ xAxis: g, label: { position: 'start', formatter: `goal ${g}` } })) }
      },
      { type: 'custom', renderItem: spread, encode: { x: [1, 2], y: 0 }, data: rows.map((r, i) => [i, r.least, r.greatest]) }
    ]
  }
}

for (const [name, rows] of Object.entries(parts)) {
  for (const [unit, some] of byUnit(rows)) {
    const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEAD + 40 + ROW * some.length })
    chart.setOption(option(name, unit, some))
    const file = join(folder, `${name}-${(unit || 'count').replaceAll('/', ' per ').replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '')}.svg`)
    writeFileSync(file, chart.renderToSVGString())
    chart.dispose()
  }
}
