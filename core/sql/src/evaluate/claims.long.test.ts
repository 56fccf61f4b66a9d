import { test } from 'node:test'
import { checkCasts, checkFunction, triedFunctions } from './claims.suite.ts'

for (const name of triedFunctions) {
  test(`${name} keeps to its type, nullability and range, at length`, () => {
    checkFunction(name, 20_000)
  })
}

test('casts keep to their type, nullability and range, at length', () => {
  checkCasts(20_000)
})
