import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import type { Room } from '@glovebox/api'
import type { Ask } from '@glovebox/cleanroom'
import { openLocalRoom } from '@glovebox/server'
import { type Case, cases, configurationCases } from './cases.ts'
import type { Fixture } from './fixtures.ts'

const root = mkdtempSync(join(tmpdir(), 'glovebox-aws-'))
const rooms = new Map<Fixture, Room>()

async function roomOf(fixture: Fixture): Promise<Room> {
  const known = rooms.get(fixture)
  if (known !== undefined) return known
  const folder = join(root, `room-${rooms.size}`)
  mkdirSync(folder)
  for (const [name, text] of Object.entries(fixture.files)) writeFileSync(join(folder, name), text)
  const file = join(folder, 'collaboration.yaml')
  writeFileSync(file, fixture.yaml)
  const opened = await openLocalRoom({ file })
  assert.ok(opened.ok, opened.ok ? '' : JSON.stringify(opened.diagnostics))
  rooms.set(fixture, opened.value)
  return opened.value
}

function askOf({ ask, member = 'analyst' }: Case): Ask {
  if (typeof ask === 'string') return { kind: 'sql', member, sql: ask }
  return { kind: 'template', member, template: ask.template, parameters: ask.parameters ?? {} }
}

const sorted = (rows: readonly (readonly unknown[])[]): string[] => rows.map((row) => JSON.stringify(row)).sort()

describe('AWS Clean Rooms conformance', () => {
  after(async () => {
    for (const room of rooms.values()) await room.close()
    rmSync(root, { recursive: true })
  })

  for (const c of cases) {
    test(`${c.id} is ${c.expect === 'ok' ? 'allowed' : 'refused'}`, async () => {
      const room = await roomOf(c.fixture)
      const answer = await room.query(askOf(c), {})
      assert.equal(answer.status, c.expect, JSON.stringify(answer))
      if (answer.status === 'ok' && c.rows !== undefined) {
        const given = answer.rows ?? []
        if (c.ordered === true) assert.deepEqual(given, c.rows)
        else assert.deepEqual(sorted(given), sorted(c.rows))
      }
      if (answer.status !== 'refused') return
      assert.ok(answer.diagnostics.length > 0)
      for (const mark of c.marks ?? []) {
        const found = answer.diagnostics.filter((d) => d.code === mark.code)
        assert.ok(found.length > 0, `${mark.code} not among ${JSON.stringify(answer.diagnostics)}`)
        if (mark.text === undefined) continue
        const underlined = found.map((d) => (d.at === undefined ? '' : answer.text.slice(d.at.start, d.at.end)))
        assert.ok(underlined.includes(mark.text), `${JSON.stringify(underlined)} should underline ${mark.text}`)
      }
    })
  }

  for (const c of configurationCases) {
    test(`${c.id} is refused by validate`, async () => {
      const folder = mkdtempSync(join(root, 'configuration-'))
      writeFileSync(join(folder, 't.csv'), 'user_id,a,b,n\nu1,x,y,1\n')
      const file = join(folder, 'collaboration.yaml')
      writeFileSync(file, c.yaml)
      const opened = await openLocalRoom({ file })
      const answer = opened.ok
        ? await opened.value.validate({ pin: false })
        : { status: 'refused', diagnostics: opened.diagnostics }
      if (opened.ok) await opened.value.close()
      assert.equal(answer.status, 'refused')
      assert.ok(answer.diagnostics.some((d) => d.severity === 'error' && d.at !== undefined))
    })
  }
})
