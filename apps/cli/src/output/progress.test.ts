import assert from 'node:assert/strict'
import { test } from 'node:test'
import { progressLine } from './progress.ts'

function fakeStream(isTTY: boolean): { readonly written: string[]; readonly stream: NodeJS.WriteStream } {
  const written: string[] = []
  const stream = { isTTY, write: (text: string) => written.push(text) }
  return { written, stream: stream as unknown as NodeJS.WriteStream }
}

test('nothing is said of what takes less than two seconds', (t) => {
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] })
  const { written, stream } = fakeStream(true)
  const progress = progressLine(stream, Date.now)
  t.mock.timers.tick(1900)
  progress.stop()
  assert.deepEqual(written, [])
})

test('then the step and the seconds are shown on one line, which goes away at the end', (t) => {
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] })
  const { written, stream } = fakeStream(true)
  const progress = progressLine(stream, Date.now)
  progress.step('running')
  t.mock.timers.tick(3100)
  const shown = written.at(-1) ?? ''
  assert.ok(shown.startsWith('\r\u001b[2K'))
  assert.match(shown, /. running … 3 s \(Ctrl-C cancels\)$/u)
  progress.stop()
  assert.equal(written.at(-1), '\r\u001b[2K')
  const count = written.length
  t.mock.timers.tick(5000)
  assert.equal(written.length, count)
})

test('nothing is ever written where there is no terminal', (t) => {
  t.mock.timers.enable({ apis: ['setInterval', 'Date'] })
  const { written, stream } = fakeStream(false)
  const progress = progressLine(stream, Date.now)
  t.mock.timers.tick(60_000)
  progress.stop()
  assert.deepEqual(written, [])
})
