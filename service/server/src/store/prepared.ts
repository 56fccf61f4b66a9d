import type { CompiledQuery } from 'kysely'
import type { Db } from './store.ts'

/** A statement that connections may keep under its name. */
export type NamedQuery = CompiledQuery & { readonly name?: string }

type Values = Readonly<Record<string, string | number>>

/**
 * A statement that is written once for each dialect and then only filled in, for what almost every request asks: writing
 * one takes longer than SQLite takes to answer it. `write` makes the same statement whatever the values are: it is given
 * what stands for them, and does nothing with that but put it into the statement.
 */
export function prepared<P extends Values, R>(
  write: (db: Db, values: P) => CompiledQuery<R>,
): (db: Db, values: P) => Promise<readonly R[]> {
  const name = `statement_${count++}`
  const written = new WeakMap<object, CompiledQuery<R>>()
  return async (db, values) => {
    const { adapter } = db.getExecutor()
    const statement = written.get(adapter) ?? write(db, places as P)
    written.set(adapter, statement)
    const parameters = statement.parameters.map((one) => (one instanceof Place ? values[one.name] : one))
    const named: CompiledQuery<R> & NamedQuery = { ...statement, parameters, name }
    return (await db.executeQuery<R>(named)).rows
  }
}

let count = 0

/** Where a value goes. */
class Place {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

const places = new Proxy({}, { get: (_, name) => new Place(String(name)) })
