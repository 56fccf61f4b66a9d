import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Diagnostic } from './diagnostic.ts'
import { type RenderOptions, renderDiagnostics } from './render.ts'

/** A diagnostic at the place marked with «…», rendered without colours. */
function render(marked: string, more: Partial<Diagnostic> = {}, options: Partial<RenderOptions> = {}): string {
  const start = marked.indexOf('«')
  const text = marked.replace('«', '').replace('»', '')
  const at = start < 0 ? {} : { at: { start, end: marked.indexOf('»') - 1 } }
  const d: Diagnostic = { code: 'SQL_SYNTAX', severity: 'error', message: 'no', help: 'yes', ...at, ...more }
  return renderDiagnostics([d], text, { colour: false, ...options })
}

const cases: readonly { name: string; actual: string; lines: readonly string[] }[] = [
  {
    name: 'the span is marked under its numbered line',
    actual: render('SELECT a\nFROM t\nJOIN users u ON o.zip = «u.zip»'),
    lines: [
      'error SQL_SYNTAX: no',
      '  3 │ JOIN users u ON o.zip = u.zip',
      '    │                         ~~~~~',
      '  help: yes',
    ],
  },
  {
    name: 'who refuses is said where it is known',
    actual: render('«x»', { table: 'impressions', owner: 'publisher' }),
    lines: [
      'error SQL_SYNTAX: no',
      '  1 │ x',
      '    │ ~',
      '  refused by: table `impressions` of `publisher`',
      '  help: yes',
    ],
  },
  {
    name: 'a table without an owner and a warning are worded so',
    actual: render('«x»', { table: 't', severity: 'warning' }),
    lines: ['warning SQL_SYNTAX: no', '  1 │ x', '    │ ~', '  said by: table `t`', '  help: yes'],
  },
  {
    name: 'a diagnostic without a place has no line',
    actual: render('x', { owner: 'publisher' }),
    lines: ['error SQL_SYNTAX: no', '  refused by: member `publisher`', '  help: yes'],
  },
  {
    name: 'the name of the text stands before the line, with line and column',
    actual: render('a\r\nbc«d»\r\n', {}, { name: 'q.sql' }),
    lines: ['error SQL_SYNTAX: no', '    ┌ q.sql:2:3', '  2 │ bcd', '    │   ~', '  help: yes'],
  },
  {
    name: 'an empty span is marked with one sign, at the end of a line too',
    actual: render('SELECT«»\nb'),
    lines: ['error SQL_SYNTAX: no', '  1 │ SELECT', '    │       ~', '  help: yes'],
  },
  {
    name: 'the end of an empty text can be marked',
    actual: render('«»'),
    lines: ['error SQL_SYNTAX: no', '  1 │ ', '    │ ~', '  help: yes'],
  },
  {
    name: 'a span over two lines is marked on both',
    actual: render('a «b\n  c» d'),
    lines: ['error SQL_SYNTAX: no', '  1 │ a b', '    │   ~', '  2 │   c d', '    │ ~~~', '  help: yes'],
  },
  {
    name: 'a span over many lines shows its first and last ones',
    actual: render('«1\n2\n3\n4\n5\n6\n7\n8\n9\n10»'),
    lines: [
      'error SQL_SYNTAX: no',
      ...['1', '2', '3'].flatMap((n) => [`   ${n} │ ${n}`, '     │ ~']),
      '     ⋮',
      ...['8', '9'].flatMap((n) => [`   ${n} │ ${n}`, '     │ ~']),
      '  10 │ 10',
      '     │ ~~',
      '  help: yes',
    ],
  },
  {
    name: 'tabs, wide and combining characters keep the marks aligned',
    actual: render('\t漢字 e\u0301 😀 «zip»'),
    lines: ['error SQL_SYNTAX: no', '  1 │   漢字 e\u0301 😀 zip', '    │             ~~~', '  help: yes'],
  },
  {
    name: 'a wide character has a mark of its width',
    actual: render('a «漢» b'),
    lines: ['error SQL_SYNTAX: no', '  1 │ a 漢 b', '    │   ~~', '  help: yes'],
  },
  {
    name: 'control, invisible and reordering characters are shown, not sent',
    actual: render('«\u001b[2J\u202e\u200b\u0085\ud800»', { message: 'a \u001b]0;x\u0007 b', help: '\u009b31m' }),
    lines: [
      'error SQL_SYNTAX: a ␛]0;x␇ b',
      '  1 │ ␛[2J<U+202E><U+200B><U+0085><U+D800>',
      '    │ ~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~',
      '  help: <U+0080>31m'.replace('80', '9B'),
    ],
  },
  {
    name: 'a long line is cut on both sides of its mark',
    actual: render(`${'a'.repeat(50)} «bc» ${'d'.repeat(50)}`, {}, { width: 36 }),
    lines: [
      'error SQL_SYNTAX: no',
      `  1 │ …${'a'.repeat(9)} bc ${'d'.repeat(15)}…`,
      '    │            ~~',
      '  help: yes',
    ],
  },
]
for (const { name, actual, lines } of cases) {
  test(name, () => assert.equal(actual, `${lines.join('\n')}\n`))
}

test('several diagnostics are separated by an empty line', () => {
  const d: Diagnostic = { code: 'SQL_SYNTAX', severity: 'error', message: 'no', help: 'yes' }
  assert.equal(
    renderDiagnostics([d, d], '', { colour: false }),
    'error SQL_SYNTAX: no\n  help: yes\n\nerror SQL_SYNTAX: no\n  help: yes\n',
  )
})

test('colours are written only where they are asked for', () => {
  assert.ok(!render('«x»').includes('\u001b'))
  assert.ok(render('«x»', {}, { colour: true }).startsWith('\u001b[1;31merror SQL_SYNTAX\u001b[0m: '))
})

test('whatever the text, no control character but the line break is written and no line is wider than asked', () => {
  const anyText = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 }))
  fc.assert(
    fc.property(anyText, fc.nat(320), fc.nat(80), fc.integer({ min: 40, max: 90 }), (text, start, length, width) => {
      const d: Diagnostic = {
        code: 'SQL_SYNTAX',
        severity: 'error',
        message: 'no',
        help: 'yes',
        at: { start, end: start + length },
      }
      const rendered = renderDiagnostics([d], text, { colour: false, width })
      for (const c of rendered)
        assert.ok(c === '\n' || !/^[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]$/u.test(c), JSON.stringify(c))
      for (const line of rendered.split('\n')) assert.ok(line.length <= 2 * width, line)
    }),
  )
})

test('marking a line as long as the longest text takes no time', () => {
  const text = 'é'.repeat(500_000)
  const d: Diagnostic = { code: 'SQL_SYNTAX', severity: 'error', message: 'no', help: 'yes' }
  const many = Array.from({ length: 100 }, (_, i) => ({ ...d, at: { start: i * 5000, end: i * 5000 + 4000 } }))
  const started = performance.now()
  renderDiagnostics(many, text, { colour: true })
  assert.ok(performance.now() - started < 1000)
})
