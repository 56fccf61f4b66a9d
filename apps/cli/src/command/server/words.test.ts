import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UsageError } from '../../usage-error.ts'
import { newKeyOf } from './account/key.ts'
import { rolesOf } from './account/user.ts'
import { askOf } from './ask-of.ts'
import { resultTypeOf } from './run/result.ts'
import { accessBudgetOf } from './table/associate.ts'
import { parameterOf } from './template/propose.ts'
import { ruleOf } from './template/rules.ts'
import { templateAt } from './template/template-at.ts'
import { commaList } from './verb.ts'
import { nextStep } from './waiting.ts'

// How what is typed is read.

test('lists stand between commas', () => {
  assert.deepEqual(commaList(' a, b ,,c'), ['a', 'b', 'c'])
})

test('a template may name a version', () => {
  assert.deepEqual(templateAt('by_city'), { name: 'by_city' })
  assert.deepEqual(templateAt('by_city@12'), { name: 'by_city', version: 12 })
  assert.deepEqual(templateAt('by@city'), { name: 'by@city' })
  assert.deepEqual(templateAt('by@city@2'), { name: 'by@city', version: 2 })
})

test('a parameter of a template has a type, and may have a default', () => {
  assert.deepEqual(parameterOf('least=BIGINT'), { name: 'least', type: 'BIGINT' })
  assert.deepEqual(parameterOf('least=BIGINT:0'), { name: 'least', type: 'BIGINT', default: '0' })
  assert.deepEqual(parameterOf('at=TIMESTAMP:2026-01-01 10:00'), {
    name: 'at',
    type: 'TIMESTAMP',
    default: '2026-01-01 10:00',
  })
  assert.deepEqual(parameterOf('text=VARCHAR:'), { name: 'text', type: 'VARCHAR', default: '' })
  for (const wrong of ['least', 'least=', '=BIGINT']) assert.throws(() => parameterOf(wrong), UsageError)
})

test('an approval rule names an author, and may name tables', () => {
  assert.deepEqual(ruleOf('ANY'), { author: 'ANY' })
  assert.deepEqual(ruleOf('airline=visits,calendar'), { author: 'airline', tables: ['visits', 'calendar'] })
})

test('an access budget is a number of runs in a period', () => {
  assert.deepEqual(accessBudgetOf('10/day'), { runs: 10, per: 'day' })
  for (const wrong of ['10', '0/day', '-1/day', '10/hour', 'day'])
    assert.throws(() => accessBudgetOf(wrong), UsageError)
})

test('the ending of a file says the format of a result, unless an option does', () => {
  assert.equal(resultTypeOf({}, 'table'), undefined)
  assert.equal(resultTypeOf({}, 'csv'), 'csv')
  assert.equal(resultTypeOf({ output: 'a.PARQUET' }, 'table'), 'parquet')
  assert.equal(resultTypeOf({ output: 'a.arrow' }, 'json'), 'arrow')
  assert.equal(resultTypeOf({ output: 'a.txt', type: 'arrow' }, 'table'), 'arrow')
  assert.equal(resultTypeOf({ output: 'a.txt' }, 'csv'), 'csv')
  assert.throws(() => resultTypeOf({ output: 'a.txt' }, 'table'), UsageError)
})

test('what is kept to be asked is SQL, or a template with parameters', () => {
  assert.deepEqual(askOf({ sql: 'SELECT 1', purpose: 'p' }), { sql: 'SELECT 1', purpose: 'p' })
  assert.deepEqual(askOf({ template: 't', param: ['a=1=2', 'b='] }), { template: 't', parameters: { a: '1=2', b: '' } })
  for (const wrong of [{}, { sql: 'x', template: 't' }, { sql: 'x', param: ['a=1'] }, { template: 't', param: ['a'] }])
    assert.throws(() => askOf(wrong), UsageError)
})

test('roles are those that there are', () => {
  assert.deepEqual(rolesOf('analyst, data-owner'), ['analyst', 'data-owner'])
  for (const wrong of ['', 'king']) assert.throws(() => rolesOf(wrong), UsageError)
})

test('a key for a program says what it may spend', () => {
  assert.deepEqual(newKeyOf('k', { scopes: 'runs:write', maxShare: '0.1', approvalAboveShare: '0' }), {
    kind: 'personal',
    name: 'k',
    scopes: ['runs:write'],
    agent: { maxShare: 0.1, approvalAboveShare: 0 },
  })
  assert.equal(newKeyOf('k', { scopes: 'runs:write', service: true }).kind, 'service')
  for (const wrong of [{ maxShare: '2' }, { maxShare: '' }, { approvalAboveShare: '0.1' }])
    assert.throws(() => newKeyOf('k', { scopes: 'runs:write', ...wrong }), UsageError)
})

test('whatever waits has a command that answers it', () => {
  const kinds = ['invitation', 'change-request', 'payment', 'template-review', 'run-approval', 'budget-low'] as const
  for (const kind of kinds) {
    const step = nextStep({ kind, collaboration: 'col_x', collaborationName: 'c', subject: 's' })
    assert.match(step, /^glovebox \w+ .*col_x/)
  }
})
