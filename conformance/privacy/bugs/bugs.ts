import { boundingBugs } from './bounding-bugs.ts'
import type { Bug } from './bug.ts'
import { mechanismBugs } from './mechanism-bugs.ts'
import { pricingBugs } from './pricing-bugs.ts'
import { releaseBugs } from './release-bugs.ts'
import { serviceBugs } from './service-bugs.ts'
import { trackingBugs } from './tracking-bugs.ts'

/** Privacy bugs that were shipped in one product or another, put into ours: each must be found by the tests it names. */
export const bugs: readonly Bug[] = [
  ...mechanismBugs,
  ...trackingBugs,
  ...boundingBugs,
  ...pricingBugs,
  ...releaseBugs,
  ...serviceBugs,
]
