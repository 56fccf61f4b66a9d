/** Readers of CSV take a longer one for no row. */
export const longestLine = 2_000_000

/** Follows records of CSV through chunks: how many ended, and how long the longest is so far. */
export function lineWatch(): (chunk: Uint8Array) => { readonly lines: number; readonly longest: number } {
  let [lines, longest, length, isQuoted] = [0, 0, 0, false]
  return (chunk) => {
    let start = -length
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at]
      if (byte === quote) isQuoted = !isQuoted
      else if (byte === lineFeed && !isQuoted) {
        lines++
        if (at - start > longest) longest = at - start
        start = at + 1
      }
    }
    length = chunk.length - start
    if (length > longest) longest = length
    return { lines, longest }
  }
}

const quote = 0x22
const lineFeed = 0x0a
