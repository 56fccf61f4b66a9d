import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compile, duckdb, emit, type Query } from '@glovebox/sql'
import { schema } from './database.ts'

// Golden files: `-- name: …`, a query as an analyst writes it, and after `-- duckdb` what is emitted for it.

/** One query of a golden file. */
export type Golden = { readonly name: string; readonly source: string; readonly emitted: string }

/** The golden files, with what stands in them. */
export function goldenFiles(): readonly { readonly path: string; readonly goldens: readonly Golden[] }[] {
  const folder = fileURLToPath(new URL('.', import.meta.url))
  return globSync('*.sql', { cwd: folder })
    .sort()
    .map((file) => ({ path: `${folder}${file}`, goldens: readGoldens(readFileSync(`${folder}${file}`, 'utf8')) }))
}

function readGoldens(text: string): readonly Golden[] {
  return text
    .split(/^-- name: /m)
    .slice(1)
    .map((part) => {
      const [name = '', ...lines] = part.trimEnd().split('\n')
      const [source = '', emitted = ''] = lines.join('\n').split(/^-- duckdb$/m)
      return { name, source: source.trim().replace(/;$/, ''), emitted: emitted.trim().replace(/;$/, '') }
    })
}

/** The text of a golden file. */
export function writeGoldens(goldens: readonly Golden[]): string {
  return goldens.map(({ name, source, emitted }) => `-- name: ${name}\n${source};\n-- duckdb\n${emitted};\n`).join('\n')
}

/** The query of a golden, which must be accepted. */
export function queryOf({ name, source }: Golden): Query {
  const compiled = compile(source, schema, [])
  if (compiled.ok) return compiled.value
  throw new Error(`${name}: ${compiled.diagnostics.map((d) => `${d.code} ${d.message}`).join('; ')}`)
}

/** The golden as it should be. */
export function refreshed(golden: Golden): Golden {
  return { ...golden, emitted: emit(queryOf(golden), duckdb).sql }
}
