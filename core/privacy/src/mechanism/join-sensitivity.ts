/** How much of one side reaches a join: rows kept per key, keys a unit has, and how often one row was multiplied before. */
export type JoinSide = { readonly truncation: number; readonly stability: number; readonly multiplicity: number }

/**
 * The most rows of a join of two truncated private tables that one unit changes, where the join is not on the unit.
 *
 * Guarantee: a unit changes at most `stability` groups of rows per side, each of at most `multiplicity` rows, and each of
 * these meets at most the other side's `truncation` rows.
 * Requires: whole numbers of at least 0; RangeError otherwise.
 * Proof: docs/proofs/join-sensitivity.md, Theorem 1.
 * Source: Tumult Analytics, "Understanding sensitivity".
 */
export function privateJoinSensitivity(left: JoinSide, right: JoinSide): bigint {
  const [l, r] = [whole(left), whole(right)]
  return l.truncation * r.stability * r.multiplicity + r.truncation * l.stability * l.multiplicity
}

function whole(side: JoinSide): { truncation: bigint; stability: bigint; multiplicity: bigint } {
  for (const n of [side.truncation, side.stability, side.multiplicity]) {
    if (!(Number.isSafeInteger(n) && n >= 0)) throw new RangeError('a bound of a join is a whole number')
  }
  return {
    truncation: BigInt(side.truncation),
    stability: BigInt(side.stability),
    multiplicity: BigInt(side.multiplicity),
  }
}
