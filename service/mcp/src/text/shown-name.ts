/** A name that someone else chose, where a person reads it in a list: letters, digits and spaces, not too long. */
export function shownName(name: string): string {
  const plain = name
    .replace(/[^\p{L}\p{N} _.-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  return [...plain].slice(0, 60).join('')
}
