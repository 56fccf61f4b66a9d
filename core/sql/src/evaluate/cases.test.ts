import assert from 'node:assert/strict'
import { test } from 'node:test'
import { aggregateCases, aggregateQuery, scalarCases, scalarQuery } from '../../../../conformance/functions/cases.ts'
import { scalarFunctions } from '../function/catalogue.ts'
import { internalFunctions } from '../function/internal.ts'
import { castValue } from '../type/cast-value.ts'
import { typeName, type Value } from '../type/sql-type.ts'
import { writeValue } from '../type/value-text.ts'
import { closeEnough } from './close.ts'
import { evaluate } from './evaluate.ts'
import { isSame } from './order.ts'

for (const of of scalarCases) {
  test(of.name, () => {
    const { query, tables } = scalarQuery(of, 'columns')
    const { columns, rows } = evaluate(query, tables)
    assert.equal(typeName(columns[0]?.type ?? { kind: 'null' }), typeName(of.expected.type))
    assertSame(rows[0]?.[0] ?? null, of.expected)
  })
}

for (const of of aggregateCases) {
  test(of.name, () => {
    const { query, tables } = aggregateQuery(of)
    const { columns, rows } = evaluate(query, tables)
    assert.equal(typeName(columns[0]?.type ?? { kind: 'null' }), typeName(of.expected.type))
    assertSame(rows[0]?.[0] ?? null, of.expected)
  })
}

test('written as literals, every case gives the same value', () => {
  for (const of of scalarCases) {
    const { query, tables } = scalarQuery(of, 'literals')
    const { columns, rows } = evaluate(query, tables)
    const value = castValue(rows[0]?.[0] ?? null, columns[0]?.type ?? { kind: 'null' }, of.expected.type)
    assert.ok(closeEnough(value, of.expected.value, of.expected.type), of.name)
  }
})

test('every function has a case with a NULL argument and one without', () => {
  for (const name of Object.keys(scalarFunctions)) {
    if (name in internalFunctions) continue
    const own = scalarCases.filter((of) => of.function === name)
    assert.ok(
      own.some((of) => of.arguments.some(({ value }) => value === null)),
      `${name} of NULL`,
    )
    assert.ok(
      own.some((of) => of.arguments.every(({ value }) => value !== null)),
      `${name} of values`,
    )
  }
})

/** Exactly, but for what a library's exp or ln may be off. */
function assertSame(actual: Value, { value, type }: (typeof scalarCases)[number]['expected']): void {
  const isNear =
    typeof actual === 'number' && typeof value === 'number' && Math.abs(actual - value) <= Math.abs(value) * 1e-15
  assert.ok(isSame(actual, value) || isNear, `${writeValue(actual, type)} is not ${writeValue(value, type)}`)
}
