import { equalSuite } from './equal.suite.ts'

equalSuite(20, 2, 20_261)
