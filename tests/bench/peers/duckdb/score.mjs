// score.mjs ROWS.csv DOCUMENTS DATABASE SCORING.sql: fills the database where it is new, scores every document twice and prints what the
// second time took, as JSON: the first one reads the file. Two threads; results are committed and in the file, as ours are.
import { existsSync, readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'

const [rows, documents, database, scoring] = process.argv.slice(2)
const isNew = !existsSync(database)
const sql = readFileSync(scoring, 'utf8')
const instance = await DuckDBInstance.create(database, { threads: '2' })
const db = await instance.connect()
await db.run('SET integer_division = true')
if (isNew) {
  const columns = "{template: 'BIGINT', unit: 'BIGINT', sign: 'BIGINT', a: 'BIGINT', b: 'BIGINT', w: 'BIGINT'}"
  await db.run(`CREATE TEMP TABLE templates AS SELECT * FROM read_csv('${rows}', header = false, columns = ${columns})`)
  const count = Number((await db.runAndReadAll('SELECT 1 + max(template) FROM templates')).getRows()[0][0])
  await db.run(`CREATE TABLE indicators AS SELECT doc, unit, sign, a, b, w
    FROM (SELECT range AS doc, range % ${count} AS template FROM range(${documents})) JOIN templates USING (template) ORDER BY doc`)
  await db.run('CHECKPOINT')
}

let seconds
for (let time = 0; time < 2; time++) {
  await db.run('DROP TABLE IF EXISTS scores; DROP TABLE IF EXISTS sums')
  const began = performance.now()
  await db.run(`BEGIN; ${sql}; COMMIT`)
  seconds = (performance.now() - began) / 1000
}
const read = await db.runAndReadAll('SELECT unit, grade, documents, score FROM sums')
console.log(JSON.stringify({ seconds, sums: read.getRows().map((r) => r.map(Number)) }))
db.closeSync()
instance.closeSync()
