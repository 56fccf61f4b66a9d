import type { Frame, FrameBound } from '../relation/relation.ts'

/** `ROWS BETWEEN 1 PRECEDING AND CURRENT ROW`. */
export function frameText({ unit, start, end }: Frame): string {
  return `${unit.toUpperCase()} BETWEEN ${boundText(start)} AND ${boundText(end)}`
}

function boundText(bound: FrameBound): string {
  switch (bound.kind) {
    case 'unbounded-preceding':
      return 'UNBOUNDED PRECEDING'
    case 'current-row':
      return 'CURRENT ROW'
    case 'unbounded-following':
      return 'UNBOUNDED FOLLOWING'
    case 'preceding':
      return `${BigInt(bound.rows)} PRECEDING`
    case 'following':
      return `${BigInt(bound.rows)} FOLLOWING`
  }
}
