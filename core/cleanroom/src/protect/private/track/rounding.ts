import type { AggregateName, Expression, WindowName } from '@glovebox/sql'

/**
 * Whether an aggregate may be made of doubles, which are rounded as they are added, so that the result depends on the
 * order of rows. Engines make every variance of doubles, and the mean of long decimals.
 */
export function mayBeRounded(name: AggregateName | WindowName, argument: Expression | undefined): boolean {
  if (argument === undefined || argument.kind === 'literal') return false
  const { kind } = argument.type
  switch (name) {
    case 'sum':
      return kind === 'double'
    case 'avg':
      return kind === 'double' || (kind === 'decimal' && argument.type.precision > longestExact)
    case 'variance-sample':
    case 'variance-population':
    case 'stddev-sample':
    case 'stddev-population':
      return true
    case 'count':
    case 'min':
    case 'max':
    case 'median':
    case 'percentile-cont':
    case 'row-number':
    case 'rank':
    case 'dense-rank':
    case 'lag':
    case 'lead':
    case 'first-value':
    case 'last-value':
      return false
  }
}

/** Of so many digits at most 2^30 decimals have a sum of 38. */
const longestExact = 28
