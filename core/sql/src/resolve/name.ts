import type { Name } from '../syntax/tree.ts'

/** Whether a name as written means a declared one: without regard to ASCII case, or exactly where it is quoted. */
export function means(name: Name, declared: string): boolean {
  return name.quoted ? name.text === declared : sameName(name.text, declared)
}

/** Whether two names are the same without regard to ASCII case; look-alikes of other alphabets stay different. */
export function sameName(a: string, b: string): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) {
    if (foldCase(a.charCodeAt(i)) !== foldCase(b.charCodeAt(i))) return false
  }
  return true
}

function foldCase(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code
}
