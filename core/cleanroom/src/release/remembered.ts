/**
 * A function of numbers that remembers what it came to for those it was asked for last. For exact arithmetic on what few
 * policies say: nothing depends on whether a value was remembered. Arguments of one place are all of one type.
 */
export function remembered<A extends readonly (number | bigint | string)[], T>(
  most: number,
  compute: (...values: A) => T,
): (...values: A) => T {
  const known = new Map<string, T>()
  return (...values) => {
    const name = values.join(' ')
    const found = known.get(name)
    if (found !== undefined) return found
    const made = compute(...values)
    const [oldest] = known.keys()
    if (known.size >= most && oldest !== undefined) known.delete(oldest)
    known.set(name, made)
    return made
  }
}
