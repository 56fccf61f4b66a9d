import { mangledSuite } from './mangled.suite.ts'

mangledSuite(1)
