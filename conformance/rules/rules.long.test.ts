import { mangledSuite } from './mangled.suite.ts'
import { protectedSuite } from './protected.suite.ts'

protectedSuite(40)
mangledSuite(100)
