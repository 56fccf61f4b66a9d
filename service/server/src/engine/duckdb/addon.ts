import { createRequire } from 'node:module'
import { dirname } from 'node:path'

/** DuckDB's native part: it and its library lie in one folder. */
export type Addon = { readonly folder: string; readonly file: string }

/** Finds the addon that is installed for this machine, by the ways its own packages depend on each other. */
export function findAddon(): Addon {
  const fromHere = createRequire(import.meta.url)
  const fromBindings = createRequire(
    createRequire(fromHere.resolve('@duckdb/node-api')).resolve('@duckdb/node-bindings'),
  )
  const machine = `${process.platform}-${process.arch}`
  const file = 'duckdb.node'
  for (const name of [machine, `${machine}-musl`]) {
    try {
      return { folder: dirname(fromBindings.resolve(`@duckdb/node-bindings-${name}/${file}`)), file }
    } catch {
      // Only one of the two is installed.
    }
  }
  throw new Error(`DuckDB is not installed for ${machine}`)
}
