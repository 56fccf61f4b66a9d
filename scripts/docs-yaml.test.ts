import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, test } from 'node:test'
import { readCollaboration } from '@glovebox/cleanroom'
import { readShareConfig } from '@glovebox/member'
import { readSettings } from '@glovebox/server'

// Every `yaml` block of the guide is a collaboration file, the part of one that its head is missing from, or, where its
// first line says so, settings of a server or what an owner shares.

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
        if (body.startsWith('# settings')) {
          const read = readSettings({ path: page, text: body }, {})
          assert.deepEqual(read.ok ? [] : read.diagnostics.map(({ message }) => message), [])
          return
        }
        if (body.startsWith('# share.yaml')) {
          const read = readShareConfig(body)
          assert.deepEqual(read.ok ? [] : read.diagnostics.map(({ message }) => message), [])
          return
        }
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
