import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { buildProgram } from '../program.ts'
import { bashCompletion } from './bash.ts'
import { fishCompletion } from './fish.ts'
import { completionNodes, optionValues } from './tree.ts'
import { zshCompletion } from './zsh.ts'

const program = buildProgram('0.0.0')
const nodes = completionNodes(program)
const values = optionValues(program)
const bash = bashCompletion(nodes, values)

/** What bash offers after these words; the last is being typed. */
function offered(...words: readonly string[]): readonly string[] {
  const script = `${bash}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length - 1}
_glovebox; printf '%s\\n' "\${COMPREPLY[@]}"`
  const run = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8' })
  assert.equal(run.stderr, '')
  return run.stdout.split('\n').filter((word) => word !== '')
}

test('every command of the program is in every script', () => {
  const paths = nodes.map(({ path }) => path).filter((path) => path !== '')
  assert.ok(paths.includes('log verify') && paths.includes('query'))
  for (const script of [bash, zshCompletion(nodes, values), fishCompletion(nodes, values)])
    for (const path of paths) assert.ok(script.includes(path.split(' ').at(-1) ?? path), path)
})

test('bash offers commands, then their options, then the values of those', () => {
  assert.deepEqual(offered('glovebox', 'va'), ['validate'])
  assert.deepEqual(offered('glovebox', 'log', 've'), ['verify'])
  assert.deepEqual(offered('glovebox', 'log', 'verify', '--he'), ['--head', '--help'])
  assert.deepEqual(offered('glovebox', '--json', 'query', '--temp'), ['--template'])
  assert.deepEqual(offered('glovebox', 'query', '--format', ''), ['table', 'json', 'csv'])
  assert.ok(offered('glovebox', 'query', '-f', '/etc/pass').includes('/etc/passwd'))
})

test('no description can end the quotes around it', () => {
  const node = {
    path: 'query',
    commands: [],
    options: [{ word: '--as', description: `it's a \\ "member" $(date): yes` }],
  }
  const zsh = zshCompletion([node], [])
  assert.ok(zsh.includes(`'--as:it'\\''s a \\ "member" $(date): yes'`))
  assert.ok(fishCompletion([node], []).includes(`'it\\'s a \\\\ "member" $(date): yes'`))
})
