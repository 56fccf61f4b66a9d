import { protectedSuite } from './protected.suite.ts'

protectedSuite(1)
