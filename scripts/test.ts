import { spawnSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Runs the test files: the fast deterministic ones, or with --long only the long statistical and fuzz suites.
// Other arguments are path fragments that choose files. Ends with the line `N passed, N failed`.

const isLong = process.argv.includes('--long')
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const files = globSync('{core,service,apps,conformance,examples,scripts,bench,docs}/**/*.test.ts', {
  exclude: (path) => path.includes('node_modules'),
})
  .filter((file) => file.endsWith('.long.test.ts') === isLong)
  .filter((file) => wanted.length === 0 || wanted.some((fragment) => file.includes(fragment)))
  .sort()
if (files.length === 0) {
  console.error('test: no test file matches')
  process.exit(1)
}

const seed = new URL('fixed-seed.ts', import.meta.url).href
const folder = mkdtempSync(join(tmpdir(), 'glovebox-test-'))
const tap = join(folder, 'tap')
const reporters = [
  '--test-reporter=spec',
  '--test-reporter-destination=stdout',
  '--test-reporter=tap',
  `--test-reporter-destination=${tap}`,
]
const run = spawnSync(process.execPath, ['--import', seed, '--test', '--test-concurrency=2', ...reporters, ...files], {
  stdio: 'inherit',
})

const counted = readFileSync(tap, 'utf8')
rmSync(folder, { recursive: true })
const count = (what: string): number => Number(new RegExp(`^# ${what} (\\d+)$`, 'm').exec(counted)?.[1] ?? 0)
const failed = count('fail') + count('cancelled')
const skipped = count('skipped') + count('todo')
if (skipped > 0) console.error('test: a skipped test hides a gap; remove it')
console.log(`${count('pass')} passed, ${failed + skipped} failed`)
process.exitCode = run.status !== 0 || skipped > 0 || count('pass') === 0 ? 1 : 0
