import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import * as api from '@glovebox/api'
import { type AnyRoute, allRoutes, openApiDocument } from '@glovebox/api'
import { collaborationSchema } from '@glovebox/cleanroom'
import { catalogue } from '@glovebox/diagnostics'
import { renderFunctionReference } from '@glovebox/sql'
import { version } from '../apps/cli/src/version.ts'
import { documented, variableOf } from '../service/server/src/settings/documented.ts'

// Writes docs/reference and the client's list of operations from the sources. With --check it writes nothing and fails where a page is not what it should be.

const root = resolve(import.meta.dirname, '..')

const made = 'Written by `npm run reference` from the sources; do not edit.'

const codes = `# Codes

${made} A code is stable: it is never renamed. \`warning\` codes do not refuse.

${Object.entries(catalogue)
  .map(([code, { severity }]) => `* \`${code}\`${severity === undefined ? '' : ` (${severity})`}`)
  .join('\n')}
`

const settings = `# Settings of the server

${made} A setting stands in the YAML file named by \`--settings\` (or \`GLOVEBOX_SETTINGS\`), or in its environment variable, which goes first.
What is not listed is refused.

| setting | variable | meaning | where it is absent |
|---|---|---|---|
${Object.entries(documented)
  .map(([setting, { meaning, absent }]) => `| \`${setting}\` | \`${variableOf(setting)}\` | ${meaning} | ${absent} |`)
  .join('\n')}
`

const operations = `# Operations of the API

${made} [openapi.json](openapi.json) has their shapes; a server serves its own at \`/openapi.json\`. Errors are problems (RFC 9457).

| operation | request | needs | does |
|---|---|---|---|
${allRoutes.map(({ id, method, path, access, summary }) => `| \`${id}\` | \`${method} ${path}\` | ${access} | ${summary} |`).join('\n')}
`

/** What the package calls each route. */
const nameOf = new Map<unknown, string>(Object.entries(api).map(([name, value]) => [value, name]))

const nameIn = (route: AnyRoute): string => {
  const name = nameOf.get(route)
  if (name === undefined) throw new Error(`the route ${route.id} is not exported by @glovebox/api`)
  return `api.${name}`
}

const operationTable = (name: string, doc: string, routes: readonly AnyRoute[]): string => `/** ${doc} */
export const ${name}: {
${routes.map((route) => `  readonly ${route.id}: typeof ${nameIn(route)}`).join('\n')}
} = {
${routes.map((route) => `  ${route.id}: ${nameIn(route)},`).join('\n')}
}
`

const isStream = ({ answer }: AnyRoute): boolean => answer.shape === undefined && answer.status !== 204

const clientOperations = `// ${made}
import * as api from '@glovebox/api'

${operationTable(
  'operations',
  'Operations that answer in JSON, or with nothing.',
  allRoutes.filter((route) => !isStream(route)),
)}
${operationTable('streams', 'Operations that answer with a file or a stream of events.', allRoutes.filter(isStream))}`

const pages: Readonly<Record<string, string>> = {
  'docs/reference/functions.md': renderFunctionReference(),
  'docs/reference/codes.md': codes,
  'docs/reference/settings.md': settings,
  'docs/reference/api.md': operations,
  'docs/reference/openapi.json': `${JSON.stringify(openApiDocument(allRoutes, { version }), null, 1)}\n`,
  'service/client/src/operations.ts': clientOperations,
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
