import { equalSuite } from './equal.suite.ts'

equalSuite(200, 60, 71)
