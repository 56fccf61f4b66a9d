// How text of strangers is shown in a terminal: what takes how many columns, and what must not reach it as it is.

/** A character as it is shown: `text`, which takes `width` columns. */
export type Shown = { readonly text: string; readonly width: number }

/** A code point as it is shown: nothing that moves the cursor, reorders the line, or cannot be seen gets through. */
export function show(code: number): Shown {
  if (code === 9) return { text: '  ', width: 2 }
  if (code < 0x20) return { text: String.fromCharCode(0x2400 + code), width: 1 }
  if (code < 0x7f) return { text: String.fromCharCode(code), width: 1 }
  if (code === 0x7f) return { text: '␡', width: 1 }
  if (isHidden(code)) {
    const text = `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`
    return { text, width: text.length }
  }
  return { text: String.fromCodePoint(code), width: isCombining(code) ? 0 : isWide(code) ? 2 : 1 }
}

/** A whole text on one line, as it is shown. */
export function showLine(text: string): string {
  return showText(text).text
}

const plain = /^[ -~]*$/

/** A whole text on one line, as it is shown, with the columns it takes. */
export function showText(text: string): Shown {
  if (plain.test(text)) return { text, width: text.length }
  let shown = ''
  let columns = 0
  for (const character of text) {
    const { text: part, width } = show(character.codePointAt(0) ?? 0)
    shown += part
    columns += width
  }
  return { text: shown, width: columns }
}

type Ranges = readonly (readonly [number, number])[]

/** Control characters, half surrogates, and what is invisible or changes the direction of the text. */
const hidden: Ranges = [
  [0x80, 0xa0],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xe000, 0xf8ff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xe0000, 0x10ffff],
]

/** East Asian wide and full-width characters, and emoji. */
const wide: Ranges = [
  [0x1100, 0x115e],
  [0x231a, 0x231b],
  [0x23e9, 0x23ec],
  [0x25fd, 0x25fe],
  [0x2614, 0x2615],
  [0x2648, 0x2653],
  [0x26a1, 0x26a1],
  [0x2705, 0x2705],
  [0x270a, 0x270b],
  [0x2728, 0x2728],
  [0x274c, 0x274c],
  [0x2753, 0x2757],
  [0x2e80, 0x303e],
  [0x3041, 0x33ff],
  [0x3400, 0x4dbf],
  [0x4e00, 0x9fff],
  [0xa000, 0xa4cf],
  [0xa960, 0xa97f],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1aff0, 0x1b2ff],
  [0x1f004, 0x1f004],
  [0x1f0cf, 0x1f0cf],
  [0x1f18e, 0x1f18e],
  [0x1f191, 0x1f19a],
  [0x1f200, 0x1f320],
  [0x1f32d, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f7e0, 0x1f7eb],
  [0x1f90c, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
]

const combining = /^\p{M}$/u

function isHidden(code: number): boolean {
  return isIn(hidden, code)
}

function isWide(code: number): boolean {
  return isIn(wide, code)
}

function isCombining(code: number): boolean {
  return combining.test(String.fromCodePoint(code))
}

function isIn(ranges: Ranges, code: number): boolean {
  return ranges.some(([low, high]) => code >= low && code <= high)
}
