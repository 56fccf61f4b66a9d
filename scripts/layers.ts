import { spawnSync } from 'node:child_process'

// Checks the imports against the layer rules of .dependency-cruiser.mjs.
// Fails on a violation, and when (almost) nothing was cruised: a mismatched TypeScript silences the tool.

const folders = process.argv.length > 2 ? process.argv.slice(2) : ['core', 'service', 'apps', 'conformance', 'bench']
const run = spawnSync('depcruise', ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', ...folders], {
  encoding: 'utf8',
  maxBuffer: 1 << 28,
})
if (run.error !== undefined) throw run.error

type Violation = { from: string; to: string; rule: { name: string }; comment?: string }
type Summary = {
  totalCruised: number
  violations: Violation[]
  ruleSetUsed: { forbidden: { name: string; comment: string }[] }
}
const empty: Summary = { totalCruised: 0, violations: [], ruleSetUsed: { forbidden: [] } }
const { summary } = run.stdout === '' ? { summary: empty } : (JSON.parse(run.stdout) as { summary: Summary })
if (run.stderr !== '') console.error(run.stderr)
const sentences = new Map(summary.ruleSetUsed.forbidden.map((rule) => [rule.name, rule.comment]))

for (const { from, to, rule } of summary.violations) {
  console.error(`${rule.name}: ${from} → ${to}\n  ${sentences.get(rule.name) ?? ''}`)
}
console.log(`layers: ${summary.totalCruised} modules, ${summary.violations.length} violations`)
if (summary.totalCruised < 10)
  console.error('layers: too few modules were cruised; is the TypeScript version supported?')
process.exitCode = summary.violations.length > 0 || summary.totalCruised < 10 ? 1 : 0
