/** Throws RangeError, naming the parameter, unless each is a finite number above 0. */
export function requirePositive(parameters: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(parameters)) {
    if (!(value > 0 && Number.isFinite(value))) throw new RangeError(`${name} must be a finite number above 0`)
  }
}

/** Throws RangeError unless 0 < delta < 1. */
export function requireDelta(delta: number): void {
  if (!(delta > 0 && delta < 1)) throw new RangeError('delta must lie between 0 and 1')
}

/** Throws RangeError, naming the parameter, unless it is a whole number of at least 1. */
export function requireCount(name: string, count: number): void {
  if (!(Number.isSafeInteger(count) && count >= 1)) throw new RangeError(`${name} must be a whole number of at least 1`)
}
