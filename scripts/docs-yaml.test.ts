import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, test } from 'node:test'
import { readCollaboration } from '@glovebox/cleanroom'

// Every `yaml` block of the guide is a collaboration file, or the part of one that its head is missing from.

const root = resolve(import.meta.dirname, '..')

const head = `
version: 1
collaboration: documented
members:
  - { name: clinic, abilities: [query, receive] }
  - { name: insurer, abilities: [query, receive] }
`

for (const page of globSync('docs/guide/*.md', { cwd: root }).sort()) {
  const blocks = [...readFileSync(join(root, page), 'utf8').matchAll(/^```yaml\n([\s\S]*?)^```$/gm)]
  describe(page, () => {
    for (const [index, [, body = '']] of blocks.entries()) {
      test(`block ${index + 1} is accepted`, () => {
        const { collaboration, diagnostics } = readCollaboration(body.includes('version:') ? body : `${head}${body}`)
        assert.deepEqual(
          diagnostics.map(({ message }) => message),
          [],
        )
        assert.ok(collaboration !== undefined)
      })
    }
  })
}
