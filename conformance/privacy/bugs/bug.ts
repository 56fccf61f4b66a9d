/** A change of one place of the product, which its tests must not survive. */
export type Bug = {
  readonly name: string
  /** Where it was seen. */
  readonly seenIn: string
  readonly file: string
  /** Text that stands there exactly once. */
  readonly text: string
  readonly becomes: string
  /** Fragments of names of test files; or questions whose exact loss is computed. */
  readonly foundBy: { readonly tests?: readonly string[]; readonly questions?: readonly string[] }
}

/** A question whose exact loss finds much. */
export const byPage = 'SELECT page, COUNT(*) FROM visits GROUP BY page'

/** Where questions are made private. */
export const privateDirectory = 'core/cleanroom/src/protect/private'
