import { mangledSuite } from './mangled.suite.ts'
import { protectedSuite } from './protected.suite.ts'

protectedSuite(20)
mangledSuite(60)
