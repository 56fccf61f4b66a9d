import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lex } from './lex.ts'

/** Tokens as `kind text`, and the codes of what is wrong. */
function lexed(text: string): string[] {
  const { tokens, diagnostics } = lex(text, 1000)
  return [
    ...tokens.slice(0, -1).map(({ kind, text: written }) => `${kind} ${written}`),
    ...diagnostics.map((d) => d.code),
  ]
}

const cases: readonly (readonly [name: string, text: string, tokens: readonly string[]])[] = [
  [
    'words, quoted names and strings',
    `a "b""c" \`d\` 'e''f'`,
    ['word a', 'quoted-name b"c', 'quoted-name d', "string e'f"],
  ],
  [
    'numbers',
    '1 1.5 .5 5. 1e9 1.e-2',
    ['number 1', 'number 1.5', 'number .5', 'number 5.', 'number 1e9', 'number 1.e-2'],
  ],
  ['a number and a column', 't.5', ['word t', 'number .5']],
  ['parameters and casts', ':a::b :1', ['parameter a', 'symbol ::', 'word b', 'parameter 1']],
  ['the longest symbol', 'a<=b<>c||d', ['word a', 'symbol <=', 'word b', 'symbol <>', 'word c', 'symbol ||', 'word d']],
  [
    'signs behind operators',
    'a=-1*-2',
    ['word a', 'symbol =', 'symbol -', 'number 1', 'symbol *', 'symbol -', 'number 2'],
  ],
  ['comments', 'a--b\nc/*d/*e*/f*/g', ['word a', 'word c', 'word g']],
  ['a minus and a comment', '1--1', ['number 1']],
  ['a star before a comment', 'a*/**/b', ['word a', 'symbol *', 'word b']],
  ['a backslash in a string is a plain character', "'a\\' b", ['string a\\', 'word b']],
  ['a prefix must touch its quote', "E 'a'", ['word E', 'string a']],
  ['other prefixes are words', "DATE'2024-01-01'", ['word DATE', 'string 2024-01-01']],
  ['a zero width space inside a word', 'a\u200bb', ['word ab', 'SQL_CHARACTER']],
  ['a no-break space', 'a\u00a0b', ['word a', 'word b', 'SQL_CHARACTER']],
  ['each strange character is reported once', 'a\u00a0b\u00a0c', ['word a', 'word b', 'word c', 'SQL_CHARACTER']],
  [
    'curly quotes around a text',
    '‘it is’ “b c”',
    ['string it is', 'quoted-name b c', ...Array(4).fill('SQL_CHARACTER')],
  ],
  ['a curly and a plain quote', "‘a'", ['string a', 'SQL_CHARACTER']],
  [
    'full-width letters and signs',
    'ａ＝（１）',
    ['word a', 'symbol =', 'symbol (', 'number 1', 'symbol )', ...Array(5).fill('SQL_CHARACTER')],
  ],
  [
    'typographic operators',
    'a ≤ b × c − d',
    ['word a', 'symbol <=', 'word b', 'symbol *', 'word c', 'symbol -', 'word d', ...Array(3).fill('SQL_CHARACTER')],
  ],
  ['a word in another script is a name', 'имя', ['word имя']],
  ['look-alikes among Latin letters are not', 'nаme', ['word name', 'SQL_CHARACTER']],
  ['look-alikes in one foreign script are', 'сор', ['word сор']],
  ['an emoji', 'a 😀', ['word a', 'SQL_CHARACTER']],
  ['invisible characters are text in strings', "'a\u200d\u00a0b'", ['string a\u200d\u00a0b']],
  ['a dollar string', '$a$ $b$ $a$ c', ['string ', 'word c', 'SQL_STRING_FORM']],
  ['an escape string with an escaped quote', "E'a\\'b' c", ["string E'a\\'b'", 'word c', 'SQL_STRING_FORM']],
  ['a lone half of a surrogate pair', 'a\ud800b', ['word a', 'word b', 'SQL_CHARACTER']],
]
for (const [name, text, tokens] of cases) {
  test(name, () => assert.deepEqual(lexed(text), tokens))
}

test('a diagnostic names the character, its place and how often it stands there', () => {
  const { diagnostics } = lex('a\u00a0b\u00a0c', 1000)
  assert.deepEqual(diagnostics, [
    {
      code: 'SQL_CHARACTER',
      severity: 'error',
      message: 'U+00A0 (no-break space) is not a character of SQL; it stands here 2 times',
      help: 'write a plain space',
      at: { start: 1, end: 2 },
    },
  ])
})

test('keywords are told by ASCII letters alone', () => {
  const word = (text: string): string | undefined => lex(text, 10).tokens[0]?.word
  assert.equal(word('From'), 'FROM')
  assert.equal(word('größe'), 'GRößE')
})

test('brackets know what closes them, whatever stands between', () => {
  const { closers } = lex('( [ ) ] ( )', 100)
  assert.deepEqual([...closers], [2, -1, -1, -1, 5, -1, -1])
})

test('the text after something that never ends is lost, and known to be', () => {
  for (const text of ["'a", '"a', '`a', '/* a', '$$ a', '‘a', "E'a"]) {
    const { isCut, diagnostics } = lex(text, 10)
    assert.ok(isCut && diagnostics.length > 0, text)
  }
})
