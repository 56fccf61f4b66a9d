import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { after, test } from 'node:test'
import { connect } from '@glovebox/client'
import { makeRoom } from '../api/room.suite.ts'
import { openTestServer } from '../api/server.suite.ts'

// Runs the programs of docs/guide/client.md as they stand there, with the addresses and keys of a real server.

const place = await openTestServer()
const room = await makeRoom(place)
const folder = mkdtempSync(join(tmpdir(), 'glovebox-guide-'))
symlinkSync(new URL('../../node_modules', import.meta.url).pathname, join(folder, 'node_modules'))
after(async () => {
  rmSync(folder, { recursive: true })
  await place.close()
})
const { verifierKey } = await connect({ url: place.url }).getServer()

const guide = readFileSync(new URL('../../docs/guide/client.md', import.meta.url), 'utf8')
const programs = [...guide.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, program = '']) =>
  program
    .replaceAll('https://rooms.example.org', place.url)
    .replaceAll('gbx_…', room.advertiser.token)
    .replaceAll('col_…', room.collaboration)
    .replaceAll(/rooms\.example\.org\+\w+\+…/g, verifierKey),
)

const printed: readonly RegExp[] = [
  /^col_\w+ ads\nok\n(queued\n)?(running\n)?ok\n(a 1000\nb 1000|b 1000\na 1000)\n$/,
  /^REFUSED\n[A-Z_]+ .*\n/,
  new RegExp(`^\\S+/${room.collaboration}\\n$`),
]

test('the guide has the programs that are run here', () => assert.equal(programs.length, printed.length))

for (const [index, program] of programs.entries()) {
  test(`program ${index + 1} of the guide does what it says`, async () => {
    const file = `${folder}/${index}.ts`
    writeFileSync(file, program)
    const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'pipe'] })
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    assert.equal(err, '')
    assert.match(out, printed[index] ?? /^$/)
  })
}
