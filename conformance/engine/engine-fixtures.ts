import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { DuckDBInstance } from '@duckdb/node-api'

// Real files for engines to read, written when a suite starts. DuckDB writes the Parquet ones.

/** A folder of files and a way to be rid of it. */
export type Fixtures = { readonly folder: string; path(name: string): string; remove(): void }

/** Writes the files that the engine suite reads. */
export async function writeFixtures(): Promise<Fixtures> {
  const folder = mkdtempSync(join(tmpdir(), 'glovebox-engine-fixtures-'))
  const path = (name: string): string => join(folder, name)
  for (const [name, content] of Object.entries(textFiles)) writeFileSync(path(name), content)
  const database = await DuckDBInstance.create(':memory:')
  const connection = await database.connect()
  for (const [name, query] of Object.entries(parquetFiles))
    await connection.run(`COPY (${query}) TO '${path(name)}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`)
  connection.closeSync()
  return { folder, path, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

const people = 'id,name,born,height,member\n1,Ada,1815-12-10,1.65,true\n2,"Grace, B.",1906-12-09,1.7,yes\n3,,,,\n'

const oddCells = `whole,flag,money,real,day,moment,label
9223372036854775807,t,123.455,1e308,0001-01-01,0001-01-01 00:00:00,plain
9223372036854775808,2,1000.00,1e309,9999-12-31,9999-12-31 23:59:59.999999,"two ""words"""
 +42 ,F,-123.454,nan,10000-01-01,2024-02-29T10:30Z,"line
break"
1.5,maybe,1e2,-Infinity,2023-02-29,2023-02-29 00:00:00,""
1e3,,.5,,2024-1-1,2024-01-01 24:00:00,
`

const textFiles: Readonly<Record<string, string | Uint8Array>> = {
  'people.csv': people,
  'people.csv.gz': gzipSync(people),
  'people.csv.zst': zstdCompressSync(people),
  'people-semicolon.csv': people.replace('"Grace, B."', 'Grace').replaceAll(',', ';'),
  'people-windows.csv': `\ufeff${people.replaceAll('\n', '\r\n')}`,
  'odd-cells.csv': oddCells,
  // Too few fields, too many, an open quote, and bytes that are no text.
  'ragged.csv': Buffer.concat([
    Buffer.from('id,name\n1,one\n2\n3,three,more\n4,'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('\n5,five\n6,"six\n'),
  ]),
  'days-1.csv': 'day,hits\n2024-01-01,1\n2024-01-02,2\n',
  'days-2.csv': 'hits,day\n3,2024-01-03\n',
  'twice.csv': 'id,ID,n,n,\n1,2,3,4,5\n',
  'no-header.csv': '',
  'codes.csv': 'code,big,amount,mixed,empty\n00501,12345678901234567890,1.50,1,\n10001,1,2e3,x,\n',
  'events.ndjson': '{"id":1,"what":"a","at":"2024-01-01T00:00:00Z","more":{"x":1}}\n{"id":2.5,"what":"5"}\nnot json\n',
  'events.json': '[{"id":1,"what":"a"},{"id":2,"what":null}]',
  'events-pretty.json': '{\n  "id": 1,\n  "what": "a"\n}\n{\n  "id": 2\n}\n',
  'we[i]rd *name.csv': 'id\n7\n',
}

const parquetFiles: Readonly<Record<string, string>> = {
  'types.parquet': `
    SELECT * FROM (VALUES
      (1, true, 9223372036854775807, 18446744073709551615::UBIGINT, 170141183460469231731687303715884105727::UHUGEINT,
       1.5::FLOAT, 'NaN'::DOUBLE, 12.34::DECIMAL(10,2), 99999999999999999999999999999999999999::DECIMAL(38,0),
       'text', DATE '0001-01-01', TIMESTAMP '9999-12-31 23:59:59.999999', TIMESTAMPTZ '2024-01-01 02:00:00+02',
       'a'::ENUM('a', 'b'), '00000000-0000-0000-0000-000000000001'::UUID, {'x': 1}, [1], 'ab'::BLOB),
      (2, false, -9223372036854775808, 5, 5, '-0.0'::FLOAT, '-Infinity', -0.01, -99999999999999999999999999999999999999,
       'ünïcödé text that is longer than twelve bytes 🐘', DATE '9999-12-31', TIMESTAMP '0001-01-01 00:00:00',
       TIMESTAMPTZ '1969-12-31 23:59:59.999999+00', 'b', '00000000-0000-0000-0000-000000000002', {'x': 2}, [2], 'b'),
      (3, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
    ) t(row, flag, whole, unsigned, huge, single, real, money, wide, label, day, moment, zoned, choice, uuid, struct,
        list, bytes)`,
  'far-days.parquet': `
    SELECT * FROM (VALUES (1, DATE '2024-01-01', TIMESTAMP '2024-01-01'), (2, DATE '12000-01-01', TIMESTAMP 'infinity'),
      (3, DATE '0044-03-15 (BC)', TIMESTAMP '0044-03-15 (BC) 00:00:00')) t(row, day, moment)`,
  'part-1.parquet': 'SELECT 1::INTEGER AS id, 10::INTEGER AS amount',
  'part-2.parquet': "SELECT 20::BIGINT * 1000000000000 AS amount, 2 AS id, 'x' AS extra",
  'numbers.parquet': 'SELECT i AS id, i % 7 AS bucket, i / 7.0 AS value FROM range(20000) t(i)',
}
