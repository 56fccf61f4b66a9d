import { bisect, doubleUntil } from '../numeric/bisect.ts'
import { inverse, multiplyByPower, neutral, transform } from '../numeric/fourier.ts'
import { requireCount } from './parameter.ts'
import type { LossDistribution } from './pld.ts'

/** A loss distribution and how often it occurs. All that are composed have the same step. */
export type Repeated = { readonly distribution: LossDistribution; readonly count: number }

// Mass, tilted, that may come round the end of the cyclic convolution. It only ever adds to δ.
const logWrapped = Math.log(1e-14)

/**
 * ε(δ) of mechanisms run one after the other, fixed in advance; Infinity where none is finite.
 *
 * Guarantee: mechanisms dominated by the distributions are together (result, delta)-DP.
 * Requires: 0 ≤ delta < 1; the mechanisms and their number do not depend on answers.
 * Proof: docs/proofs/pld.md, Theorem 3.
 * Source: Koskela, Jälkö, Honkela 2020 (arXiv:1906.03049); the tilt is Esscher's.
 */
export function composedEpsilon(parts: readonly Repeated[], delta: number): number {
  if (!(delta >= 0 && delta < 1)) throw new RangeError('delta is at least 0 and below 1')
  const known = sumOf(parts)
  const room = delta - known.infinite
  if (room < 0) return Number.POSITIVE_INFINITY
  if (known.most <= 0 || room === 0) return Math.max(0, known.most * known.step)
  const tilt = chernoffTilt(known, -Math.log(room))
  const tail = convolve(known, tilt, 0)
  return Math.min(Math.max(0, epsilonIn(tail, delta)), Math.max(0, known.most * known.step))
}

/** δ(ε) of mechanisms run one after the other, fixed in advance. See {@link composedEpsilon}. */
export function composedDelta(parts: readonly Repeated[], epsilon: number): number {
  if (Number.isNaN(epsilon)) throw new RangeError('epsilon is not a number')
  const known = sumOf(parts)
  if (epsilon >= known.most * known.step) return known.infinite
  // The tilt under which ε is the mean, or none where it lies below the mean anyway.
  const limit = 40 / known.step
  const isBehind = (tilt: number): boolean => known.moments(tilt).mean >= epsilon
  const high = isBehind(0)
    ? 0
    : Math.min(
        limit,
        doubleUntil((tilt) => tilt >= limit || isBehind(tilt), 2 ** -20),
      )
  const tilt = high === 0 ? 0 : bisect(isBehind, high === 2 ** -20 ? 0 : high / 2, high, isNear).above
  return Math.min(1, deltaIn(convolve(known, tilt, Math.floor(epsilon / known.step)), epsilon))
}

/** What is known of a sum of independent losses without convolving them: its ends and its moments. */
type Sum = {
  readonly parts: readonly Repeated[]
  readonly step: number
  readonly least: number
  readonly most: number
  readonly infinite: number
  readonly moments: (tilt: number) => Moments
}

/** log E[e^(tilt·loss)] over finite losses, and the mean of the losses so weighted: its derivative. */
type Moments = { readonly logMoment: number; readonly mean: number }

function sumOf(parts: readonly Repeated[]): Sum {
  const step = parts[0]?.distribution.step
  if (step === undefined) throw new RangeError('a composition has at least one mechanism')
  let [least, most, logFinite] = [0, 0, 0]
  for (const { distribution, count } of parts) {
    requireCount('count', count)
    if (distribution.step !== step) throw new RangeError('distributions that are composed have the same step')
    least += count * distribution.lowest
    most += count * (distribution.lowest + distribution.masses.length - 1)
    logFinite += count * Math.log1p(-distribution.infinite)
  }
  const moments = (tilt: number): Moments => {
    let [logMoment, mean] = [0, 0]
    for (const { distribution, count } of parts) {
      const own = momentsOf(distribution, tilt)
      logMoment += count * own.logMoment
      mean += count * own.mean
    }
    return { logMoment, mean }
  }
  return {
    parts,
    step,
    least,
    most,
    infinite: -Math.expm1(logFinite),
    moments,
  }
}

function momentsOf({ step, lowest, masses }: LossDistribution, tilt: number): Moments {
  const top = (tilt >= 0 ? lowest + masses.length - 1 : lowest) * step
  let [sum, weighted] = [0, 0]
  for (let i = 0; i < masses.length; i += 1) {
    const loss = (lowest + i) * step
    const weight = (masses[i] ?? 0) * Math.exp(tilt * (loss - top))
    sum += weight
    weighted += weight * loss
  }
  return sum === 0
    ? { logMoment: -Infinity, mean: top }
    : { logMoment: tilt * top + Math.log(sum), mean: weighted / sum }
}

// The tilt s of the least ε at which the bound δ(ε) ≤ s^s/(1 + s)^(1 + s)·E[e^(s·(loss − ε))] is e^(−surprise).
function chernoffTilt(known: Sum, surprise: number): number {
  const limit = 40 / known.step
  const isBehind = (tilt: number): boolean => {
    const { logMoment, mean } = known.moments(tilt)
    return tilt * mean - logMoment + Math.log1p(tilt) >= surprise
  }
  const high = Math.min(
    limit,
    doubleUntil((tilt) => tilt >= limit || isBehind(tilt), 2 ** -20),
  )
  return high === 2 ** -20 ? high : bisect(isBehind, high / 2, high, isNear).above
}

// A tilt need not be exact: every tilt gives a valid result.
function isNear(below: number, above: number): boolean {
  return above - below <= 1e-3 * above
}

/** The upper tail of a composed loss: masses from the grid point `lowest` on, and bounds on what they do not show. */
type Tail = LossDistribution & {
  /** A bound on what rounding may have taken from δ at a grid point. */
  readonly error: (index: number) => number
}

// Convolves masses weighted by e^(tilt·loss), so that what matters for δ is not small against the rounding of the transform.
function convolve(known: Sum, tilt: number, mustHold: number): Tail {
  const { step } = known
  const { logMoment } = known.moments(tilt)
  const upper = reach(known, tilt, logMoment, 1)
  const lower = reach(known, tilt, logMoment, -1)
  const highest = Math.min(known.most, Math.ceil(upper.loss / step))
  const lowest = Math.max(known.least, Math.min(mustHold, highest, Math.floor(lower.loss / step)))
  const length = Math.max(4, 2 ** Math.ceil(Math.log2(highest - lowest + 1)))
  if (length > 2 ** 25) throw new RangeError('the grid is too fine for so many mechanisms: choose a larger step')
  const spectrum = neutral(length)
  for (const { distribution, count } of known.parts) {
    multiplyByPower(spectrum, transform(tilted(distribution, tilt, length)), count)
  }
  const cyclic = inverse(spectrum)
  const masses = new Float64Array(highest - lowest + 1)
  for (let i = 0; i < masses.length; i += 1) {
    const mass = Math.max(0, cyclic[modulo(lowest + i, length)] ?? 0)
    masses[i] = mass === 0 ? 0 : Math.min(1, mass * Math.exp(logMoment - tilt * (lowest + i) * step))
  }
  const beyond = highest < known.most ? Math.exp(logMoment - tilt * upper.loss + logWrapped) : 0
  const count = known.parts.reduce((sum, part) => sum + part.count, 0)
  const rounding = (count + 2) * 8 * Math.log2(length) * 2 ** -53
  const spread = Math.min(Math.sqrt(length), 1 / Math.sqrt(-Math.expm1(-2 * tilt * step)))
  return {
    step,
    lowest,
    masses,
    infinite: known.infinite + beyond,
    error: (index) => rounding * spread * Math.exp(logMoment - tilt * index * step),
  }
}

// Where the tilted loss lies beyond with a probability of at most e^logWrapped, by Chernoff's bound.
function reach(known: Sum, tilt: number, logMoment: number, direction: 1 | -1): { readonly loss: number } {
  let best = direction * Number.POSITIVE_INFINITY
  for (let shift = 2 ** -12; shift < 80 / known.step; shift *= 1.5) {
    const bound = (known.moments(tilt + direction * shift).logMoment - logMoment - logWrapped) / (direction * shift)
    if (direction * bound > direction * best) break
    best = bound
  }
  return { loss: best }
}

function tilted({ step, lowest, masses }: LossDistribution, tilt: number, length: number): Float64Array {
  const { logMoment } = momentsOf({ step, lowest, masses, infinite: 0 }, tilt)
  const folded = new Float64Array(length)
  for (let i = 0; i < masses.length; i += 1) {
    const place = modulo(lowest + i, length)
    folded[place] = (folded[place] ?? 0) + (masses[i] ?? 0) * Math.exp(tilt * (lowest + i) * step - logMoment)
  }
  return folded
}

function modulo(index: number, length: number): number {
  return ((index % length) + length) % length
}

// With S the mass above a grid point and T its finite part of δ, T at the point below is e^(−step)·T + (1 − e^(−step))·S, and nothing cancels.
function epsilonIn(tail: Tail, delta: number): number {
  const { step, lowest, masses, infinite } = tail
  const [fall, rise] = [Math.exp(-step), -Math.expm1(-step)]
  let [above, excess] = [0, 0]
  for (let i = masses.length - 1; i >= 0; i -= 1) {
    const hidden = infinite + tail.error(lowest + i)
    if (hidden + excess > delta) {
      if (above === 0) return Number.POSITIVE_INFINITY
      const within = Math.log((hidden + above - delta) / (above - excess))
      return Math.min((lowest + i + 1) * step, (lowest + i) * step + Math.max(0, within))
    }
    above += masses[i] ?? 0
    excess = excess * fall + rise * above
  }
  return lowest * step
}

function deltaIn(tail: Tail, epsilon: number): number {
  const { step, lowest, masses, infinite } = tail
  const index = Math.max(lowest, Math.floor(epsilon / step))
  let sum = infinite + tail.error(index)
  for (let i = masses.length - 1; i >= 0 && (lowest + i) * step > epsilon; i -= 1) {
    sum -= (masses[i] ?? 0) * Math.expm1(epsilon - (lowest + i) * step)
  }
  return sum
}
