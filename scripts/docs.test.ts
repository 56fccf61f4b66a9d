import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, describe, test } from 'node:test'
import { commandsOf, wordsOf } from './docs-commands.ts'

// Runs every `npx glovebox …` of the README and the guide, in a copy of the airline example, and compares what they print.

const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'glovebox-docs-'))
const pages = ['README.md', ...globSync('docs/guide/*.md', { cwd: root })].sort()
after(() => rmSync(folder, { recursive: true }))

const flat = (text: string): string => text.replace(/\s+/g, ' ').trim()

for (const page of pages) {
  describe(page, () => {
    const work = join(folder, page.replaceAll('/', '-'))
    cpSync(join(root, 'examples/airline-loyalty'), work, {
      recursive: true,
      filter: (path) => !path.includes('.glovebox'),
    })
    for (const command of commandsOf(readFileSync(join(root, page), 'utf8'))) {
      test(command.text, () => {
        const run = spawnSync(
          process.execPath,
          [join(root, 'apps/cli/bin/glovebox.mjs'), ...wordsOf(command.text).slice(2)],
          {
            cwd: work,
            encoding: 'utf8',
            env: { ...process.env, NO_COLOR: '1' },
          },
        )
        const printed = flat(run.stdout + run.stderr)
        assert.equal(run.status, command.exit, printed)
        for (const line of command.output)
          assert.ok(printed.includes(flat(line)), `${line}\nis not in\n${run.stdout}${run.stderr}`)
      })
    }
  })
}

test('the README’s tour has commands', () => {
  assert.ok(commandsOf(readFileSync(join(root, 'README.md'), 'utf8')).length >= 5)
})
