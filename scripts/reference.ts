import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { collaborationSchema } from '@glovebox/cleanroom'
import { catalogue } from '@glovebox/diagnostics'
import { aggregateFunctions, refusedFunctions, scalarFunctions, windowFunctions } from '@glovebox/sql'

// Writes docs/reference from the sources. With --check it writes nothing and fails where a page is not what it should be.

const root = resolve(import.meta.dirname, '..')

type Listed = { readonly spellings: readonly string[]; readonly usage: string; readonly summary: string }

function functionTable(title: string, functions: readonly Listed[]): string {
  const cell = (text: string): string => text.replaceAll('|', '\\|')
  const rows = functions.map(
    ({ usage, spellings, summary }) =>
      `| \`${cell(usage)}\` | ${spellings.map((s) => `\`${s}\``).join(' ')} | ${cell(summary)} |`,
  )
  return `## ${title}\n\n| usage | names | |\n|---|---|---|\n${rows.join('\n')}\n`
}

const made = 'Written by `npm run reference` from the sources; do not edit.'

const functions = `# Functions

${made} Every function is total: where it has no value, the value is NULL.

${functionTable('Scalar functions and operators', Object.values(scalarFunctions))}
${functionTable('Aggregates', Object.values(aggregateFunctions))}
${functionTable('Window functions', Object.values(windowFunctions))}
## Refused by name

| name | why, and what to write instead |
|---|---|
${Object.entries(refusedFunctions)
  .map(([name, help]) => `| \`${name}\` | ${help.replaceAll('|', '\\|')} |`)
  .join('\n')}
`

const codes = `# Codes

${made} A code is stable: it is never renamed. \`warning\` codes do not refuse.

${Object.entries(catalogue)
  .map(([code, { severity }]) => `* \`${code}\`${severity === undefined ? '' : ` (${severity})`}`)
  .join('\n')}
`

const pages: Readonly<Record<string, string>> = {
  'docs/reference/functions.md': functions,
  'docs/reference/codes.md': codes,
  'docs/reference/collaboration.schema.json': `${JSON.stringify(collaborationSchema, null, 2)}\n`,
}

const read = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

for (const [page, text] of Object.entries(pages)) {
  const path = resolve(root, page)
  if (read(path) === text) continue
  if (process.argv.includes('--check')) {
    console.error(`${page} is not what the sources say; run \`npm run reference\``)
    process.exitCode = 1
    continue
  }
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  console.log(`wrote ${page}`)
}
