import type { Name } from '../syntax/tree.ts'

/** Whether a name as written means a declared one: without regard to ASCII case, or exactly where it is quoted. */
export function means(name: Name, declared: string): boolean {
  return name.quoted ? name.text === declared : sameName(name.text, declared)
}

/** Whether two names are the same without regard to ASCII case. */
export function sameName(a: string, b: string): boolean {
  return a === b || (a.length === b.length && foldCase(a) === foldCase(b))
}

/** ASCII letters in lower case, everything else as it is: look-alikes of other alphabets stay different. */
function foldCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}
