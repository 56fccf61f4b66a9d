import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTypeText } from '@glovebox/sql'
import { readSource } from '../connections/read-source.ts'
import type { FoundColumn } from '../state/pins.ts'
import { columnMismatches } from './column-mismatches.ts'

const parquet = { file: 'a.parquet' }
const csv = { file: 'a.csv' }
const postgres = { postgres: 'a.b', connection: 'c' }

const fail = 'nothing of it conforms, and runs that read it fail'
const rows: readonly (readonly [source: object, found: string, declared: string, effect: string | undefined])[] = [
  [parquet, 'BIGINT', 'BIGINT', undefined],
  [parquet, 'BIGINT', 'DOUBLE', undefined],
  [parquet, 'BIGINT', 'VARCHAR', undefined],
  [parquet, 'BIGINT', 'INTEGER', 'numbers outside of INTEGER become NULL'],
  [parquet, 'INTEGER', 'BIGINT', undefined],
  [parquet, 'SMALLINT', 'INTEGER', undefined],
  [parquet, 'DOUBLE', 'BIGINT', 'numbers with a fraction become NULL'],
  [parquet, 'DECIMAL(18,2)', 'BIGINT', 'numbers with a fraction become NULL'],
  [parquet, 'DECIMAL(18,2)', 'DECIMAL(18,2)', undefined],
  [parquet, 'DECIMAL(18,2)', 'DECIMAL(20,4)', undefined],
  [parquet, 'DECIMAL(18,2)', 'DECIMAL(18,1)', 'numbers are rounded to 1 digits'],
  [parquet, 'DECIMAL(18,2)', 'DECIMAL(10,2)', 'numbers of more than 8 digits before the point become NULL'],
  [parquet, 'BIGINT', 'DECIMAL(18,2)', 'numbers of more than 16 digits before the point become NULL'],
  [parquet, 'BIGINT', 'BOOLEAN', 'all numbers but 0 and 1 become NULL'],
  [parquet, 'TIMESTAMP', 'DATE', undefined],
  [parquet, 'DATE', 'TIMESTAMP', undefined],
  [parquet, 'DATE', 'BIGINT', fail],
  [parquet, 'BOOLEAN', 'DOUBLE', fail],
  [parquet, 'VARCHAR', 'DATE', 'texts that are no DATE become NULL'],
  [parquet, 'BLOB', 'VARCHAR', 'there is no such type in SQL here, and runs that read it fail'],
  [csv, 'BIGINT', 'INTEGER', undefined],
  [csv, 'DOUBLE', 'DECIMAL(18,2)', undefined],
  [csv, 'DOUBLE', 'BIGINT', 'numbers with a fraction become NULL'],
  [csv, 'TIMESTAMP', 'DATE', 'texts that are no DATE become NULL'],
  [csv, 'DATE', 'BIGINT', 'texts that are no BIGINT become NULL'],
  [csv, 'VARCHAR', 'VARCHAR', undefined],
  [postgres, 'BIGINT', 'BIGINT', undefined],
  [postgres, 'integer', 'SMALLINT', 'numbers outside of SMALLINT become NULL'],
]

for (const [source, found, declared, effect] of rows)
  test(`${found} in ${Object.keys(source)[0]} ${JSON.stringify(Object.values(source)[0])} as ${declared}: ${effect ?? 'nothing is lost'}`, () => {
    const read = readSource(source, { a: declared, b: 'VARCHAR' })
    assert.ok(read.ok, JSON.stringify(read))
    const type = parseTypeText(found)?.type
    const column: FoundColumn = { name: 'a', engineType: found, ...(type === undefined ? {} : { type }) }
    const mismatches = columnMismatches(read.value.table, [column])
    assert.deepEqual(mismatches, effect === undefined ? [] : [{ column: 'a', declared, found, effect }])
  })
