import type { CompiledQuery } from 'kysely'
import type { Db } from './store.ts'

type Values = Readonly<Record<string, string | number>>

/**
 * A statement that is written once for each dialect and then only filled in, for what almost every request asks: writing
 * one takes longer than SQLite takes to answer it. `write` makes the same statement whatever the values are: it is given
 * what stands for them, and does nothing with that but put it into the statement.
 */
export function prepared<P extends Values, R>(
  write: (db: Db, values: P) => CompiledQuery<R>,
): (db: Db, values: P) => Promise<readonly R[]> {
  const written = new WeakMap<object, CompiledQuery<R>>()
  return async (db, values) => {
    const { adapter } = db.getExecutor()
    const statement = written.get(adapter) ?? write(db, places as P)
    written.set(adapter, statement)
    const parameters = statement.parameters.map((one) => (one instanceof Place ? values[one.name] : one))
    const { rows } = await db.executeQuery<R>({ ...statement, parameters })
    return rows
  }
}

/** Where a value goes. */
class Place {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

const places = new Proxy({}, { get: (_, name) => new Place(String(name)) })
