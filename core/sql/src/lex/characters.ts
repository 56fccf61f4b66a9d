// Characters that editors, chat programs and attackers put into SQL: what they are called and what was meant.

/** A character that SQL does not have. `instead` is what it looks like: empty for what one cannot see. */
export type Strange = { readonly name: string; readonly instead?: string }

/** What is strange about a code point that stands outside strings, quoted names and comments. */
export function strange(code: number): Strange {
  const listed = named[code]
  if (listed !== undefined) return listed
  if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return { name: 'control character', instead: '' }
  if (code >= 0x2000 && code <= 0x200a) return { name: 'typographic space', instead: ' ' }
  if (isSurrogate(code)) return { name: 'half of a surrogate pair', instead: '' }
  if (isInvisible(code)) return { name: 'invisible character', instead: '' }
  return compatibilityForm(code) ?? { name: '' }
}

/** The code point as people write it: `U+00A0`. */
export function codePointName(code: number): string {
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`
}

/** Full-width, mathematical and other forms of an ASCII character; undefined for all other characters. */
export function compatibilityForm(code: number): Strange | undefined {
  if (code < 0x80) return undefined
  const character = String.fromCodePoint(code)
  // Most characters have no other form, and asking for it takes long.
  if (!hasForms.test(character)) return undefined
  const plain = character.normalize('NFKC')
  if (!/^[!-~]+$/.test(plain)) return undefined
  return {
    name: code >= 0xff01 && code <= 0xff5e ? 'full-width form' : 'another form of an ASCII character',
    instead: plain,
  }
}

const hasForms = /\p{Changes_When_NFKC_Casefolded}/u

/** The ASCII letter that a Cyrillic or Greek one looks like. */
export function lookAlike(code: number): string | undefined {
  const index = foreignLetters.indexOf(String.fromCodePoint(code))
  return index < 0 ? undefined : latinLetters[index]
}

const foreignLetters = 'авеорсухіјѕԁһԛԝѵАВЕКМНОРСТУХІЈЅԌԚԜοναιρυΑΒΕΖΗΙΚΜΝΟΡΤΥΧıſ'
const latinLetters = 'abeopcyxijsdhqwvABEKMHOPCTYXIJSGQWovaipuABEZHIKMNOPTYXis'

/** Characters that change the order in which the text around them is shown: what one reads is not what runs. */
export function isReordering(code: number): boolean {
  return (code >= 0x202a && code <= 0x202e) || (code >= 0x2066 && code <= 0x2069)
}

/** Characters that take no place on the screen. */
export function isInvisible(code: number): boolean {
  return isReordering(code) || invisible.some(([low, high]) => code >= low && code <= high)
}

const invisible: readonly (readonly [number, number])[] = [
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0xe0000, 0xe0fff],
]

/** Whether a UTF-16 unit is half of a pair; alone it is no character. */
export function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff
}

const named: Readonly<Record<number, Strange>> = {
  133: { name: 'next line', instead: ' ' },
  160: { name: 'no-break space', instead: ' ' },
  171: { name: 'left-pointing double angle quotation mark', instead: '"' },
  173: { name: 'soft hyphen', instead: '' },
  180: { name: 'acute accent', instead: "'" },
  187: { name: 'right-pointing double angle quotation mark', instead: '"' },
  215: { name: 'multiplication sign', instead: '*' },
  247: { name: 'division sign', instead: '/' },
  894: { name: 'Greek question mark', instead: ';' },
  5760: { name: 'ogham space mark', instead: ' ' },
  8203: { name: 'zero width space', instead: '' },
  8204: { name: 'zero width non-joiner', instead: '' },
  8205: { name: 'zero width joiner', instead: '' },
  8206: { name: 'left-to-right mark', instead: '' },
  8207: { name: 'right-to-left mark', instead: '' },
  8208: { name: 'hyphen', instead: '-' },
  8209: { name: 'non-breaking hyphen', instead: '-' },
  8210: { name: 'figure dash', instead: '-' },
  8211: { name: 'en dash', instead: '-' },
  8212: { name: 'em dash', instead: '-' },
  8216: { name: 'left single quotation mark', instead: "'" },
  8217: { name: 'right single quotation mark', instead: "'" },
  8218: { name: 'single low quotation mark', instead: "'" },
  8219: { name: 'single high-reversed quotation mark', instead: "'" },
  8220: { name: 'left double quotation mark', instead: '"' },
  8221: { name: 'right double quotation mark', instead: '"' },
  8222: { name: 'double low quotation mark', instead: '"' },
  8223: { name: 'double high-reversed quotation mark', instead: '"' },
  8232: { name: 'line separator', instead: ' ' },
  8233: { name: 'paragraph separator', instead: ' ' },
  8234: { name: 'left-to-right embedding', instead: '' },
  8235: { name: 'right-to-left embedding', instead: '' },
  8236: { name: 'pop directional formatting', instead: '' },
  8237: { name: 'left-to-right override', instead: '' },
  8238: { name: 'right-to-left override', instead: '' },
  8239: { name: 'narrow no-break space', instead: ' ' },
  8242: { name: 'prime', instead: "'" },
  8243: { name: 'double prime', instead: '"' },
  8287: { name: 'medium mathematical space', instead: ' ' },
  8288: { name: 'word joiner', instead: '' },
  8294: { name: 'left-to-right isolate', instead: '' },
  8295: { name: 'right-to-left isolate', instead: '' },
  8296: { name: 'first strong isolate', instead: '' },
  8297: { name: 'pop directional isolate', instead: '' },
  8722: { name: 'minus sign', instead: '-' },
  8727: { name: 'asterisk operator', instead: '*' },
  8800: { name: 'not equal to', instead: '<>' },
  8804: { name: 'less-than or equal to', instead: '<=' },
  8805: { name: 'greater-than or equal to', instead: '>=' },
  12288: { name: 'ideographic space', instead: ' ' },
  12289: { name: 'ideographic comma', instead: ',' },
  65279: { name: 'zero width no-break space', instead: '' },
}
