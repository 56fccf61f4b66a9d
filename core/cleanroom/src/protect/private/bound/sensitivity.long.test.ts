import { test } from 'node:test'
import { checkSensitivity, questions } from './sensitivity.suite.ts'

for (const sql of questions)
  test(`one unit changes no more than is said: ${sql}`, () => void checkSensitivity(sql, 1500))
