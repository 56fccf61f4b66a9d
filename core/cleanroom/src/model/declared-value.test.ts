import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type SqlType, typeName } from '@glovebox/sql'
import { declaredValue } from './declared-value.ts'

const decimal: SqlType = { kind: 'decimal', precision: 5, scale: 2 }

const cases: readonly [declared: string | number | boolean, type: SqlType, value: unknown][] = [
  ['FR', { kind: 'text' }, 'FR'],
  [75001, { kind: 'text' }, undefined],
  [true, { kind: 'text' }, undefined],
  [7, { kind: 'integer' }, 7n],
  [7.5, { kind: 'integer' }, undefined],
  [2 ** 60, { kind: 'integer' }, undefined],
  ['7', { kind: 'integer' }, undefined],
  [0.1, decimal, 10n],
  ['12.30', decimal, 1230n],
  ['12.300', decimal, 1230n],
  [12.345, decimal, undefined],
  [1000, decimal, undefined],
  [1e-7, decimal, undefined],
  [2.5, { kind: 'double' }, 2.5],
  [-0, { kind: 'double' }, 0],
  ['2024-02-29', { kind: 'date' }, 19782n],
  ['2023-02-29', { kind: 'date' }, undefined],
  ['1970-01-01 00:00:01', { kind: 'timestamp' }, 1_000_000n],
  [true, { kind: 'boolean' }, true],
  ['true', { kind: 'boolean' }, undefined],
]

for (const [declared, type, value] of cases) {
  test(`${JSON.stringify(declared)} as ${typeName(type)}`, () => assert.equal(declaredValue(declared, type), value))
}
