import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readCollaboration } from './read-collaboration.ts'

// Rows of YAML in which «marks» stand around what must be underlined, in the order of the codes.

/** A row: a sentence, a text with marks, and the codes said of each mark: several with a space between them. */
export type MarkedRow = { readonly name: string; readonly yaml: string; readonly codes: readonly string[] }

/** A text without its marks, and what stood between them. */
export function unmarked(marked: string): { readonly text: string; readonly spans: readonly [number, number][] } {
  const spans: [number, number][] = []
  let text = ''
  let start = 0
  for (const part of marked.split(/([«»])/)) {
    if (part === '«') start = text.length
    else if (part === '»') spans.push([start, text.length])
    else text += part
  }
  return { text, spans }
}

/** What is said of a text, each with the text that it underlines; of one severity. */
export function said(text: string, severity: 'error' | 'warning'): readonly string[] {
  return readCollaboration(text)
    .diagnostics.filter((diagnostic) => diagnostic.severity === severity)
    .map(({ code, at }) => `${code} at ${at?.start} to ${at?.end}: ${text.slice(at?.start, at?.end)}`)
}

/** One test for each row. */
export function markedRows(rows: readonly MarkedRow[], severity: 'error' | 'warning' = 'error'): void {
  for (const { name, yaml, codes } of rows) {
    test(name, () => {
      const { text, spans } = unmarked(yaml)
      assert.equal(spans.length, codes.length, 'one mark for each code')
      const expected = spans.flatMap(([start, end], i) =>
        (codes[i] ?? '').split(' ').map((code) => `${code} at ${start} to ${end}: ${text.slice(start, end)}`),
      )
      assert.deepEqual(said(text, severity), expected)
      const refuses = severity === 'error' && codes.length > 0
      assert.equal(readCollaboration(text).collaboration === undefined, refuses)
    })
  }
}

/** A right file around the parts that a row is about. */
export function fileWith(parts: {
  readonly rule?: string
  readonly columns?: string
  readonly table?: string
  readonly more?: string
}): string {
  const { rule = '{ list: { joinColumns: [id], listColumns: [city] } }', table = '', more = '' } = parts
  const columns = parts.columns ?? '{ id: VARCHAR, city: VARCHAR, amount: INTEGER, price: DOUBLE }'
  return `version: 1
collaboration: test
members:
  - { name: analyst, abilities: [query, receive] }
  - name: owner
tables:
  - name: people
    owner: owner
    source: { file: people.csv }
    columns: ${columns}
    rule: ${rule}
${table}${more}`
}
