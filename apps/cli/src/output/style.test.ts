import assert from 'node:assert/strict'
import { test } from 'node:test'
import { styleFor } from './style.ts'

const terminal = { isTTY: true }
const pipe = {}

const cases: readonly [
  name: string,
  stream: { isTTY?: boolean },
  env: Record<string, string>,
  flag: boolean,
  colour: boolean,
][] = [
  ['a terminal is coloured', terminal, {}, true, true],
  ['a pipe is not', pipe, {}, true, false],
  ['NO_COLOR wins over the terminal', terminal, { NO_COLOR: '1' }, true, false],
  ['an empty NO_COLOR says nothing', terminal, { NO_COLOR: '' }, true, true],
  ['FORCE_COLOR colours a pipe', pipe, { FORCE_COLOR: '1' }, true, true],
  ['an empty FORCE_COLOR does too', pipe, { FORCE_COLOR: '' }, true, true],
  ['FORCE_COLOR=0 is no colour', terminal, { FORCE_COLOR: '0' }, true, false],
  ['NO_COLOR wins over FORCE_COLOR', terminal, { NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
  ['--no-color wins over everything', terminal, { FORCE_COLOR: '1' }, false, false],
  ['a dumb terminal has no colours', terminal, { TERM: 'dumb' }, true, false],
]

for (const [name, stream, env, flag, colour] of cases) {
  test(name, () => {
    const { red, isColoured } = styleFor(stream, env, flag)
    assert.equal(isColoured, colour)
    assert.equal(red('x'), colour ? '\u001b[31mx\u001b[39m' : 'x')
  })
}
