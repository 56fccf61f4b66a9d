import { compatibilityForm, isInvisible, lookAlike, strange } from './characters.ts'
import { codePoint, push, reportCharacter, type Scanner } from './scanner.ts'

const letterOrDigit = /[\p{L}\p{M}\p{Nd}]/u
const letter = /\p{L}/u

/** Whether a UTF-16 unit is an ASCII letter or the underscore. */
export function isAsciiLetter(c: number): boolean {
  return (c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95
}

/** Whether a UTF-16 unit is an ASCII digit. */
export function isDigit(c: number): boolean {
  return c >= 48 && c <= 57
}

/** Whether a UTF-16 unit goes on an ASCII word. */
export function isWordPart(c: number): boolean {
  return isAsciiLetter(c) || isDigit(c) || c === 36
}

/** Whether a word begins with this code point beyond ASCII. */
export function beginsForeignWord(code: number): boolean {
  return code >= 0x80 && letter.test(String.fromCodePoint(code))
}

/** Scans an unquoted name or keyword, which begins at the position. */
export function scanWord(s: Scanner): void {
  const { text } = s
  const start = s.position
  while (isWordPart(text.charCodeAt(s.position))) s.position++
  if (text.charCodeAt(s.position) >= 0x80) {
    const written = scanForeignPart(s, start)
    push(s, 'word', written, start, asciiUpper(written))
  } else {
    const written = text.slice(start, s.position)
    push(s, 'word', written, start, written.toUpperCase())
  }
}

/** Scans on from the first character beyond ASCII; gives the word with its strange characters as they were meant. */
function scanForeignPart(s: Scanner, start: number): string {
  const { text } = s
  const characters: string[] = [text.slice(start, s.position)]
  const likeLatin: { readonly index: number; readonly code: number; readonly at: number; readonly latin: string }[] = []
  let hasLatin = s.position > start
  for (;;) {
    const code = codePoint(text, s.position)
    if (Number.isNaN(code)) break
    const character = String.fromCodePoint(code)
    const form = compatibilityForm(code)
    if (code < 0x80) {
      if (!isWordPart(code)) break
      hasLatin = true
      characters.push(character)
    } else if (isInvisible(code)) {
      reportCharacter(s, code, strange(code), s.position)
    } else if (form?.instead !== undefined && /^\w+$/.test(form.instead)) {
      reportCharacter(s, code, form, s.position)
      characters.push(form.instead)
    } else if (letterOrDigit.test(character)) {
      const latin = lookAlike(code)
      if (latin !== undefined) likeLatin.push({ index: characters.length, code, at: s.position, latin })
      characters.push(character)
    } else break
    s.position += character.length
  }
  // A word all in one foreign script is a name; only among Latin letters is a look-alike a mistake or a trick.
  if (hasLatin) {
    for (const { index, code, at, latin } of likeLatin) {
      reportCharacter(s, code, { name: 'a foreign letter that looks like a Latin one', instead: latin }, at)
      characters[index] = latin
    }
  }
  return characters.join('')
}

/** Upper case of the ASCII letters alone: `ſ` and its kin must not become keywords. */
function asciiUpper(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase())
}
