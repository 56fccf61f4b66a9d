import { test } from 'node:test'
import { checkCasts, checkFunction, triedFunctions } from './claims.suite.ts'

for (const name of triedFunctions) {
  test(`${name} keeps to its type, nullability and range`, () => {
    checkFunction(name, 200)
  })
}

test('casts keep to their type, nullability and range', () => {
  checkCasts(2000)
})
