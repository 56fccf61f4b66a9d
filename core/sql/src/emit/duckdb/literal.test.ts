import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decimalType, type SqlType, type Value } from '../../type/sql-type.ts'
import { bareLiteral, typedLiteral } from './literal.ts'

const rows: readonly {
  readonly type: SqlType
  readonly value: Value
  readonly typed: string
  readonly bare: string
}[] = [
  { type: { kind: 'integer' }, value: 5n, typed: 'CAST(5 AS BIGINT)', bare: '5' },
  { type: { kind: 'integer' }, value: -5n, typed: 'CAST(-5 AS BIGINT)', bare: '-5' },
  {
    type: { kind: 'integer' },
    value: -(2n ** 63n),
    typed: 'CAST(-9223372036854775808 AS BIGINT)',
    bare: 'CAST(-9223372036854775808 AS BIGINT)',
  },
  { type: decimalType(3, 2), value: 150n, typed: '1.50', bare: '1.50' },
  { type: decimalType(2, 2), value: 50n, typed: 'CAST(0.50 AS DECIMAL(2,2))', bare: 'CAST(0.50 AS DECIMAL(2,2))' },
  { type: decimalType(10, 2), value: 150n, typed: 'CAST(1.50 AS DECIMAL(10,2))', bare: '1.50' },
  { type: decimalType(2, 0), value: 15n, typed: '15.', bare: '15' },
  {
    type: decimalType(38, 38),
    value: 1n,
    typed: `CAST('0.${'0'.repeat(37)}1' AS DECIMAL(38,38))`,
    bare: `CAST('0.${'0'.repeat(37)}1' AS DECIMAL(38,38))`,
  },
  { type: { kind: 'double' }, value: 0.1, typed: '0.1e0', bare: '0.1e0' },
  { type: { kind: 'double' }, value: 1e21, typed: '1e+21', bare: '1e+21' },
  { type: { kind: 'double' }, value: -0, typed: '-0e0', bare: '-0e0' },
  { type: { kind: 'double' }, value: Number.NaN, typed: "CAST('NaN' AS DOUBLE)", bare: "CAST('NaN' AS DOUBLE)" },
  {
    type: { kind: 'double' },
    value: Number.NEGATIVE_INFINITY,
    typed: "CAST('-Infinity' AS DOUBLE)",
    bare: "CAST('-Infinity' AS DOUBLE)",
  },
  { type: { kind: 'text' }, value: "it's", typed: "'it''s'", bare: "'it''s'" },
  { type: { kind: 'text' }, value: '', typed: "''", bare: "''" },
  {
    type: { kind: 'text' },
    value: 'a\0\nb',
    typed: "('a' || chr(0) || chr(10) || 'b')",
    bare: "('a' || chr(0) || chr(10) || 'b')",
  },
  { type: { kind: 'text' }, value: '\ud800', typed: "'\ufffd'", bare: "'\ufffd'" },
  { type: { kind: 'date' }, value: -719162n, typed: "DATE '0001-01-01'", bare: "DATE '0001-01-01'" },
  {
    type: { kind: 'timestamp' },
    value: 1n,
    typed: "TIMESTAMP '1970-01-01 00:00:00.000001'",
    bare: "TIMESTAMP '1970-01-01 00:00:00.000001'",
  },
  { type: { kind: 'boolean' }, value: true, typed: 'TRUE', bare: 'TRUE' },
  { type: { kind: 'date' }, value: null, typed: 'CAST(NULL AS DATE)', bare: 'CAST(NULL AS DATE)' },
  { type: { kind: 'null' }, value: null, typed: 'NULL', bare: 'NULL' },
]

for (const { type, value, typed, bare } of rows) {
  test(`${JSON.stringify(typed)} says its type, ${JSON.stringify(bare)} beside something typed`, () => {
    assert.equal(typedLiteral({ value, type }).text, typed)
    assert.equal(bareLiteral({ value, type }).text, bare)
  })
}
