/** The bytes that are asked for: all, some, or some that are not there. */
export type Asked =
  | { readonly kind: 'all' }
  | { readonly kind: 'some'; readonly from: number; readonly to: number }
  | { readonly kind: 'none' }

/** Reads a `Range` header: one range of bytes; of several, or of other units, all are given, as RFC 9110 allows. */
export function byteRange(header: string | undefined, size: number): Asked {
  const [, first, last] = /^bytes=\s*(\d*)\s*-\s*(\d*)\s*$/i.exec(header ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return { kind: 'all' }
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? { kind: 'none' } : { kind: 'some', from: size - length, to: size }
  }
  const from = Number(first)
  if (last !== '' && Number(last) < from) return { kind: 'all' }
  if (from >= size) return { kind: 'none' }
  return { kind: 'some', from, to: last === '' ? size : Math.min(Number(last) + 1, size) }
}
