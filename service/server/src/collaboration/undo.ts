import type { Outcome, Refused } from './outcome.ts'

/** Thrown to undo a transaction that turned out to be one that is refused. */
export class Undone extends Error {
  readonly refusal: Refused

  constructor(refusal: Refused) {
    super('a transaction was undone because it is refused')
    this.refusal = refusal
  }
}

/** Runs a transaction; where it undoes itself, gives the refusal. */
export async function undoing<T>(transaction: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await transaction()
  } catch (error) {
    if (error instanceof Undone) return error.refusal
    throw error
  }
}
