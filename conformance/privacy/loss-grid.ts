import type { Outcome } from './outcomes.ts'

// Distributions of privacy losses on a grid, and what they lose together. Nothing of core/privacy is used here.

/** Losses that are multiples of `step`, from −size/2 to size/2 of them; a power of two many. */
export type Grid = { readonly step: number; readonly size: number }

/** The spectrum of a distribution of losses; spectra of independent ones multiply. */
export type Spectrum = { readonly real: Float64Array; readonly imaginary: Float64Array }

/** A grid that reaches as far as losses are likely. */
export function gridUpTo(largest: number, size: number): Grid {
  return { step: (2 * Math.max(largest, 1e-9)) / size, size }
}

/**
 * The spectrum of losses, each outcome taken apart into two whose losses are on the grid. Putting these together again is
 * post-processing, so that the losses on the grid are never too small. What lies above the grid is lost altogether.
 */
export function spectrumOf(outcomes: readonly Outcome[], { step, size }: Grid): Spectrum {
  const real = new Float64Array(size)
  const half = size / 2
  const put = (place: number, mass: number): void => {
    const index = (place + size) % size
    real[index] = (real[index] ?? 0) + mass
  }
  for (const { mass, loss } of outcomes) {
    const place = Math.floor(loss / step)
    if (place >= half - 1) continue
    if (place < -half) {
      put(-half, mass)
      continue
    }
    const upper = (mass * Math.expm1(place * step - loss)) / Math.expm1(-step)
    put(place, mass - upper)
    put(place + 1, upper)
  }
  const imaginary = new Float64Array(size)
  transform(real, imaginary)
  return { real, imaginary }
}

/** The distribution of the sum of independent losses. */
export function product(a: Spectrum, b: Spectrum): Spectrum {
  const length = a.real.length
  const [real, imaginary] = [new Float64Array(length), new Float64Array(length)]
  for (let i = 0; i < length; i++) {
    const [ar, ai, br, bi] = [a.real[i] ?? 0, a.imaginary[i] ?? 0, b.real[i] ?? 0, b.imaginary[i] ?? 0]
    real[i] = ar * br - ai * bi
    imaginary[i] = ar * bi + ai * br
  }
  return { real, imaginary }
}

/** The distribution of either of two disjoint cases. */
export function sumOf(a: Spectrum, b: Spectrum): Spectrum {
  return {
    real: a.real.map((value, i) => value + (b.real[i] ?? 0)),
    imaginary: a.imaginary.map((value, i) => value + (b.imaginary[i] ?? 0)),
  }
}

/** The least δ for which losses of this distribution are (ε, δ)-differentially private; what is not in it is lost. */
export function deltaAt(epsilon: number, { real, imaginary }: Spectrum, { step, size }: Grid): number {
  // Transforming the conjugate goes back, up to a factor.
  const [masses, other] = [real.slice(), imaginary.map((value) => -value)]
  transform(masses, other)
  let [total, delta] = [0, 0]
  for (let place = -size / 2; place < size / 2; place++) {
    const mass = Math.max(0, (masses[(place + size) % size] ?? 0) / size)
    total += mass
    const loss = place * step
    if (loss > epsilon) delta += mass * -Math.expm1(epsilon - loss)
  }
  return delta + Math.max(0, 1 - total)
}

/** The fast Fourier transform, in place. */
function transform(real: Float64Array, imaginary: Float64Array): void {
  const size = real.length
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1
    for (; j & bit; bit >>= 1) j ^= bit
    j ^= bit
    if (i < j) {
      const [r, m] = [real[i] ?? 0, imaginary[i] ?? 0]
      real[i] = real[j] ?? 0
      imaginary[i] = imaginary[j] ?? 0
      real[j] = r
      imaginary[j] = m
    }
  }
  for (let length = 2; length <= size; length *= 2) {
    const half = length / 2
    for (let k = 0; k < half; k++) {
      const angle = (-2 * Math.PI * k) / length
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
      for (let i = k; i < size; i += length) {
        const j = i + half
        const [r, m] = [real[j] ?? 0, imaginary[j] ?? 0]
        const [tr, tm] = [r * cos - m * sin, r * sin + m * cos]
        const [ur, um] = [real[i] ?? 0, imaginary[i] ?? 0]
        real[i] = ur + tr
        imaginary[i] = um + tm
        real[j] = ur - tr
        imaginary[j] = um - tm
      }
    }
  }
}
