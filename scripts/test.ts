import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'

// Runs the test files: the fast deterministic ones, or with --long only the long statistical and fuzz suites.
// Other arguments are path fragments that choose files.

const isLong = process.argv.includes('--long')
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('-'))
const files = globSync('{core,service,apps,conformance,examples,scripts,bench}/**/*.test.ts', {
  exclude: (path) => path.includes('node_modules'),
})
  .filter((file) => file.endsWith('.long.test.ts') === isLong)
  .filter((file) => wanted.length === 0 || wanted.some((fragment) => file.includes(fragment)))
  .sort()
if (files.length === 0) {
  console.error('test: no test file matches')
  process.exit(1)
}
const run = spawnSync(process.execPath, ['--test', '--test-reporter=spec', ...files], { stdio: 'inherit' })
process.exitCode = run.status ?? 1
