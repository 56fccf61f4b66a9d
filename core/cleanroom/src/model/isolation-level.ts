/** How well runs are kept apart from the machine: a process of their own, or a sandbox around it; weakest first. */
export const isolationLevels = ['process', 'sandbox'] as const

/** One of them. */
export type IsolationLevel = (typeof isolationLevels)[number]

/** The strongest that is wanted; undefined where nobody wants any. */
export function strongestIsolation(wanted: readonly (IsolationLevel | undefined)[]): IsolationLevel | undefined {
  return isolationLevels.findLast((level) => wanted.includes(level))
}
