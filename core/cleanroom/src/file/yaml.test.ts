import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unmarked } from './marked.suite.ts'
import { lengthLimit, readYaml } from './yaml.ts'

const refused = [
  { name: 'an anchor', yaml: 'a: «&x» 1\n', code: 'COLLABORATION_YAML_FEATURE' },
  { name: 'an alias', yaml: 'a: «*x»\n', code: 'COLLABORATION_YAML_FEATURE' },
  { name: 'a tag', yaml: 'a: «!!str» 1\n', code: 'COLLABORATION_YAML_FEATURE' },
  { name: 'a tag of its own', yaml: 'a: [b, «!run» c]\n', code: 'COLLABORATION_YAML_FEATURE' },
  { name: 'a directive', yaml: '«%YAML 1.1»\n---\na: yes\n', code: 'COLLABORATION_YAML_FEATURE' },
  { name: 'a second document', yaml: 'a: 1\n«---»\nb: 2\n', code: 'COLLABORATION_YAML_FEATURE' },
  { name: 'a quote that does not end', yaml: 'a: "b\n«»', code: 'COLLABORATION_SYNTAX' },
  { name: 'a colon inside of a text', yaml: 'a: «b»: c\n', code: 'COLLABORATION_SYNTAX' },
  { name: 'a tab that indents', yaml: 'a:\n«\t»b: 1\n', code: 'COLLABORATION_SYNTAX' },
  { name: 'an escape there is not', yaml: 'a: "«\\»q"\n', code: 'COLLABORATION_SYNTAX' },
  { name: 'a key that is a list', yaml: '? «[»a]\n: b\n', code: 'COLLABORATION_SYNTAX' },
]

for (const { name, yaml, code } of refused) {
  test(`${name} is refused where it stands`, () => {
    const { text, spans } = unmarked(yaml)
    const { root, diagnostics } = readYaml(text)
    assert.equal(root, undefined)
    assert.equal(diagnostics[0]?.code, code)
    const at = diagnostics[0]?.at
    assert.deepEqual([at?.start, at?.end], spans[0], JSON.stringify(diagnostics))
  })
}

test('merging is a key like any other, and there is none of that name', () => {
  const { root } = readYaml('<<: { a: 1 }\n')
  assert.equal(root?.kind === 'mapping' && root.entries[0]?.key, '<<')
})

test('words that other versions of YAML read as truth values are text', () => {
  const { root } = readYaml('[yes, no, on, off, y, n, 0o7, 1_000, 12:30:00, 2026-01-01]\n')
  const kinds = root?.kind === 'sequence' ? root.items.map((item) => item.kind === 'scalar' && typeof item.value) : []
  assert.deepEqual(kinds, [
    'string',
    'string',
    'string',
    'string',
    'string',
    'string',
    'number',
    'string',
    'string',
    'string',
  ])
})

test('what was written is kept beside its value', () => {
  const { root } = readYaml('a: 007\n"b": "007"\n')
  assert.ok(root?.kind === 'mapping')
  assert.deepEqual(
    root.entries.map(({ key, value }) => [
      key,
      value.kind === 'scalar' && value.value,
      value.kind === 'scalar' && value.text,
    ]),
    [
      ['a', 7, '007'],
      ['b', '007', '007'],
    ],
  )
})

test('places count the byte order mark and both letters of a line end', () => {
  const text = '\uFEFFa: 1\r\nb: x\r\n'
  const { root } = readYaml(text)
  assert.ok(root?.kind === 'mapping')
  const at = root.entries[1]?.value.at
  assert.equal(text.slice(at?.start, at?.end), 'x')
})

const large = [
  ...[
    '[',
    '{a: ',
    '- ',
    '? ',
    '"',
    "'",
    '&a ',
    '*a ',
    '!t ',
    '#',
    '|\n',
    'a:\n ',
    'a: b: ',
    '- |\n',
    '%',
    '---\n',
    '}',
    ']',
    '"\\u',
    ': ',
  ],
  '[a, ',
  'a: 1\n',
]

for (const piece of large) {
  test(`a file of ${JSON.stringify(piece)} alone is read or refused without harm`, () => {
    const { diagnostics } = readYaml(piece.repeat(50_000 / piece.length))
    assert.ok(diagnostics.length <= 5)
  })
}

test('a file that is too long is not read at all', () => {
  const { diagnostics } = readYaml('#'.repeat(lengthLimit + 1))
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ['COLLABORATION_TOO_LONG'],
  )
})

test('nesting ends somewhere', () => {
  const { diagnostics } = readYaml(`${'['.repeat(60)}${']'.repeat(60)}`)
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ['COLLABORATION_TOO_DEEP'],
  )
})
