import assert from 'node:assert/strict'
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { wordsOf } from '../../../scripts/docs-commands.ts'
import { type Person, person, serve } from './server.suite.ts'

// Types everything that docs/guide/collaborating.md says, at two machines and a server, and compares what is printed.

const root = resolve(import.meta.dirname, '../../..')
const page = readFileSync(join(root, 'docs/guide/collaborating.md'), 'utf8')

type Step = {
  readonly actor: string
  readonly command: string
  readonly code: number
  readonly output: readonly string[]
}

/** The commands of the page, each with who types it and what it prints. */
function stepsOf(text: string): readonly Step[] {
  const blocks = [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
  return blocks.flatMap(([, language, body = ''], index) => {
    if (language !== 'sh') return []
    const [who = '', ...lines] = body.trimEnd().split('\n')
    const [, actor = ''] = /^# at the (\w+)$/.exec(who) ?? []
    const [, next, printed = ''] = blocks[index + 1] ?? []
    const output = next === 'text' ? printed.trimEnd().split('\n') : []
    return lines.map((line, i): Step => {
      const [, command = '', code = '0'] = /^glovebox (.*?)(?:\s+# exit (\d+))?$/.exec(line) ?? []
      return { actor, command, code: Number(code), output: i === lines.length - 1 ? output : [] }
    })
  })
}

const flat = (text: string): string => text.replace(/\s+/g, ' ').trim()

/** Whether something was printed: `…` stands for anything on the line. */
function isPrinted(line: string, printed: string): boolean {
  const pieces = line.split('…').map(flat)
  return printed.split('\n').some((one) => pieces.every((piece) => flat(one).includes(piece)))
}

/** What one sends to the other. */
function handOver(people: readonly Person[]): void {
  for (const from of people) {
    const path = join(from.folder, 'airline.checkpoint')
    if (!existsSync(path)) continue
    for (const { folder } of people) if (folder !== from.folder) cpSync(path, join(folder, 'airline.checkpoint'))
  }
}

test('two organisations come from an invitation to a verified receipt with the commands of the guide', async (t) => {
  const server = await serve()
  const actors: Readonly<Record<string, Person>> = {
    programme: person('programme', server),
    airline: person('airline', server),
  }
  const [, rule = ''] = /^```json\n([\s\S]*?)^```$/m.exec(page) ?? []
  for (const { folder } of Object.values(actors)) {
    cpSync(join(root, 'examples/airline-loyalty'), folder, {
      recursive: true,
      filter: (path) => !/\.glovebox/.test(path),
    })
    writeFileSync(join(folder, 'rule.json'), rule)
  }
  const { verifierKey } = (await (await fetch(`${server.url}/v1/server`)).json()) as { readonly verifierKey: string }
  for (const { folder } of Object.values(actors)) writeFileSync(join(folder, 'rooms.example.key'), verifierKey)
  // What stands for something on the page, and what it was here.
  const known = new Map([
    ['https://rooms.example.org/join#…', server.link],
    ['https://rooms.example.org', server.url],
  ])
  const learn = (printed: string): void => {
    for (const [placeholder, pattern] of [
      ['https://rooms.example.org/join-organisation#…', /http:\S+\/join-organisation#[\w-]+/],
      ['org_…', /\borg_[a-z2-7]{26}\b/],
      ['rcpt_…', /\brcpt_[a-z2-7]{26}\b/],
      ['run_…', /\brun_[a-z2-7]{26}\b/],
    ] as const) {
      const [found] = pattern.exec(printed) ?? []
      if (found !== undefined) known.set(placeholder, found)
    }
  }
  const steps = stepsOf(page)
  assert.ok(steps.length > 30)
  // Whatever comes after a step stands on it.
  let isWhole = true
  for (const { actor, command, code, output } of steps) {
    if (!isWhole) break
    const filled = (text: string): string =>
      [...known]
        .toSorted(([a], [b]) => b.length - a.length)
        .reduce((rest, [placeholder, value]) => rest.replace(placeholder, value), text)
    const args = wordsOf(command).map(filled)
    await t.test(`${actor}: glovebox ${command}`, async () => {
      isWhole = false
      const ended = await actors[actor]?.run(...args)
      assert.ok(ended !== undefined, `who is ${actor}?`)
      const printed = `${ended.stdout}\n${ended.stderr}`
      assert.equal(ended.code, code, printed)
      // The id of whoever was shown last is meant, not that of a list.
      if (!/^(collaboration|change)/.test(command)) learn(printed)
      for (const line of output) assert.ok(isPrinted(filled(line), printed), `${line}\nis not in\n${printed}`)
      handOver(Object.values(actors))
      isWhole = true
    })
  }
  assert.equal((await server.stop()).code, 0)
})
