/** Losses and errors are shown no smaller than they are, what is left no larger. */
export type Rounding = 'up' | 'down'

/** A number in so many significant digits, as text. What is within the noise of floating point is equal. */
export function rounded(value: number, rounding: Rounding, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'unknown' : value > 0 ? '∞' : '-∞'
  const exact = Number(value.toPrecision(12))
  const near = Number(exact.toPrecision(digits))
  const exponent = Number(exact.toExponential(12).split('e')[1]) - digits + 1
  // A power of ten itself may be below its decimal; digits are what is shown.
  const step = Number(`1e${exponent}`)
  if (rounding === 'up' && near < exact) return decimal(Number((near + step).toPrecision(digits)))
  if (rounding === 'down' && near > exact) return decimal(Number((near - step).toPrecision(digits)))
  return decimal(near)
}

/** A share of a budget: `3.1 %`, with more digits where it is small or nearly all. */
export function percent(share: number, rounding: Rounding): string {
  const hundredths = share * 100
  if (Math.abs(hundredths) < 1) return `${rounded(hundredths, rounding, 2)} %`
  return `${rounded(hundredths, rounding, hundredths < 10 ? 2 : 3)} %`
}

/** `ε 0.2, δ 1e-9`; without δ where there is none. */
export function lossText({ epsilon, delta }: { readonly epsilon: number; readonly delta: number }): string {
  return `ε ${rounded(epsilon, 'up')}${delta === 0 ? '' : `, δ ${rounded(delta, 'up')}`}`
}

/** `95 %`. */
export function confidenceText(confidence: number): string {
  return `${Number((confidence * 100).toPrecision(4))} %`
}

/** An interval, with digits in proportion to its width, rounded outward. */
export function intervalText({ low, high }: { readonly low: number; readonly high: number }): string {
  const width = high - low
  if (!Number.isFinite(width) || width <= 0) return `${rounded(low, 'down', 12)} … ${rounded(high, 'up', 12)}`
  const exponent = Math.floor(Math.log10(width)) - 1
  const end = (value: number, whole: (scaled: number) => number): string => {
    const scaled = Number((value / 10 ** exponent).toPrecision(12))
    return exponent >= 0 ? decimal(whole(scaled) * 10 ** exponent) : (whole(scaled) * 10 ** exponent).toFixed(-exponent)
  }
  return `${end(low, Math.floor)} … ${end(high, Math.ceil)}`
}

/** Small numbers have an exponent, large ones their digits. */
function decimal(value: number): string {
  if (value === 0) return '0'
  return Math.abs(value) < 1e-4 ? value.toExponential() : String(value)
}
