import type { SelectionParameters } from './partition-selection.ts'

/**
 * Where the optimal selection changes its shape: up to the first number of units it grows as e^(nε), up to the second
 * it saturates, beyond it a group is always published. For planning; decisions use `partitionSelection`.
 *
 * Proof: docs/proofs/partition-selection.md, Remark 3.
 * Source: Desfontaines, Voss, Gipson, Mandayam 2020 (arXiv:2006.03684), Theorem 2.
 */
export function partitionCrossovers({ epsilon, delta, maxGroups }: SelectionParameters): readonly [number, number] {
  const [e, d] = [epsilon / maxGroups, delta / maxGroups]
  const first = 1 + Math.floor(Math.log1p(((1 - d) / d) * Math.tanh(e / 2)) / e)
  const saturation = Math.log1p((Math.expm1(e) / d) * (1 - growing(e, d, first))) / e
  return [first, first + Math.floor(saturation)]
}

/** The closed form of the probability that a group of that many units is published, in doubles: for planning. */
export function approximateKeepProbability(parameters: SelectionParameters & { readonly units: number }): number {
  const [first, second] = partitionCrossovers(parameters)
  const [e, d] = [parameters.epsilon / parameters.maxGroups, parameters.delta / parameters.maxGroups]
  if (parameters.units <= first) return growing(e, d, parameters.units)
  if (parameters.units > second) return 1
  const decay = Math.exp(-(parameters.units - first) * e)
  return Math.min(
    1,
    -Math.expm1(-(parameters.units - first) * e) * (1 + d / Math.expm1(e)) + decay * growing(e, d, first),
  )
}

// δ (e^(nε) − 1)/(e^ε − 1), written so that neither a huge e^(nε) nor a tiny δ leaves the doubles.
function growing(e: number, d: number, n: number): number {
  return Math.exp(Math.log(d) + (n - 1) * e) * (Math.expm1(-n * e) / Math.expm1(-e))
}
