/** The Fourier transform of N real numbers: its first N/2 + 1 values, which determine the rest. */
export type Spectrum = { readonly real: Float64Array; readonly imaginary: Float64Array }

/** The discrete Fourier transform Σ x_j·e^(−2πijk/N). Throws RangeError unless N is a power of two of at least 4. */
export function transform(values: Float64Array): Spectrum {
  const half = halfOf(values.length)
  const real = new Float64Array(half + 1)
  const imaginary = new Float64Array(half + 1)
  for (let j = 0; j < half; j += 1) {
    real[j] = values[2 * j] ?? 0
    imaginary[j] = values[2 * j + 1] ?? 0
  }
  const turns = turnsOf(2 * half)
  complexTransform(real, imaginary, half, turns)
  real[half] = real[0] ?? 0
  imaginary[half] = imaginary[0] ?? 0
  // Untangles the transforms of the even and the odd places, which were transformed as one complex sequence.
  for (let k = 0; k <= half / 2; k += 1) {
    const [a, b, c, d] = [real[k] ?? 0, imaginary[k] ?? 0, real[half - k] ?? 0, imaginary[half - k] ?? 0]
    const [evenReal, evenImaginary, oddReal, oddImaginary] = [(a + c) / 2, (b - d) / 2, (b + d) / 2, (c - a) / 2]
    const [cos, sin] = [turns.cos[k] ?? 0, turns.sin[k] ?? 0]
    const [x, y] = [oddReal * cos + oddImaginary * sin, oddImaginary * cos - oddReal * sin]
    real[k] = evenReal + x
    imaginary[k] = evenImaginary + y
    real[half - k] = evenReal - x
    imaginary[half - k] = y - evenImaginary
  }
  return { real, imaginary }
}

/** The real numbers of which this is the transform. */
export function inverse(spectrum: Spectrum): Float64Array {
  const half = spectrum.real.length - 1
  const turns = turnsOf(2 * half)
  const real = new Float64Array(half)
  const imaginary = new Float64Array(half)
  for (let k = 0; k < half; k += 1) {
    const [a, b] = [spectrum.real[k] ?? 0, spectrum.imaginary[k] ?? 0]
    const [c, d] = [spectrum.real[half - k] ?? 0, -(spectrum.imaginary[half - k] ?? 0)]
    const [cos, sin] =
      k < half / 2 + 1
        ? [turns.cos[k] ?? 0, turns.sin[k] ?? 0]
        : [-(turns.cos[half - k] ?? 0), turns.sin[half - k] ?? 0]
    const [x, y] = [(a - c) / 2, (b - d) / 2]
    // Conjugated, because the inverse is the conjugate of the transform of the conjugate.
    real[k] = (a + c) / 2 - (x * sin + y * cos)
    imaginary[k] = -((b + d) / 2 + (x * cos - y * sin))
  }
  complexTransform(real, imaginary, half, turns)
  const values = new Float64Array(2 * half)
  for (let j = 0; j < half; j += 1) {
    values[2 * j] = (real[j] ?? 0) / half
    values[2 * j + 1] = -(imaginary[j] ?? 0) / half
  }
  return values
}

/** Multiplies a spectrum by the given power of another, in place: the transform of a repeated cyclic convolution. */
export function multiplyByPower(product: Spectrum, factor: Spectrum, power: number): void {
  for (let k = 0; k < product.real.length; k += 1) {
    let [x, y] = [product.real[k] ?? 0, product.imaginary[k] ?? 0]
    let [a, b] = [factor.real[k] ?? 0, factor.imaginary[k] ?? 0]
    for (let rest = power; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) [x, y] = [x * a - y * b, x * b + y * a]
      ;[a, b] = [a * a - b * b, 2 * a * b]
    }
    product.real[k] = x
    product.imaginary[k] = y
  }
}

/** The transform of 1, 0, 0, …: the neutral factor. */
export function neutral(length: number): Spectrum {
  const half = halfOf(length)
  return { real: new Float64Array(half + 1).fill(1), imaginary: new Float64Array(half + 1) }
}

type Turns = { readonly cos: Float64Array; readonly sin: Float64Array }

/** cos and sin of 2πk/length for k from 0 to length/2, each computed by itself. */
function turnsOf(length: number): Turns {
  const cos = new Float64Array(length / 2 + 1)
  const sin = new Float64Array(length / 2 + 1)
  for (let k = 0; k <= length / 2; k += 1) {
    cos[k] = Math.cos((2 * Math.PI * k) / length)
    sin[k] = Math.sin((2 * Math.PI * k) / length)
  }
  return { cos, sin }
}

// Cooley and Tukey's algorithm in place on the first `length` numbers; the turns are those of twice that length.
function complexTransform(real: Float64Array, imaginary: Float64Array, length: number, { cos, sin }: Turns): void {
  reorder(real, length)
  reorder(imaginary, length)
  for (let size = 2; size <= length; size *= 2) {
    const stride = (2 * length) / size
    const reach = size / 2
    for (let start = 0; start < length; start += size) {
      for (let k = 0; k < reach; k += 1) {
        const low = start + k
        const high = low + reach
        const c = cos[k * stride] ?? 0
        const s = sin[k * stride] ?? 0
        const a = real[high] ?? 0
        const b = imaginary[high] ?? 0
        const x = a * c + b * s
        const y = b * c - a * s
        const u = real[low] ?? 0
        const v = imaginary[low] ?? 0
        real[high] = u - x
        imaginary[high] = v - y
        real[low] = u + x
        imaginary[low] = v + y
      }
    }
  }
}

// Puts every number where its reversed binary place is.
function reorder(values: Float64Array, length: number): void {
  let reversed = 0
  for (let place = 1; place < length; place += 1) {
    let bit = length >> 1
    for (; (reversed & bit) !== 0; bit >>= 1) reversed ^= bit
    reversed |= bit
    if (place < reversed) {
      const held = values[place] ?? 0
      values[place] = values[reversed] ?? 0
      values[reversed] = held
    }
  }
}

function halfOf(length: number): number {
  if (length < 4 || !Number.isInteger(Math.log2(length)))
    throw new RangeError('a transform has a power of two of values')
  return length / 2
}
