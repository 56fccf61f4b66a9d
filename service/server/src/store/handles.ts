import {
  CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type Dialect,
  DummyDriver,
  Kysely,
  type QueryResult,
  SingleConnectionProvider,
  Transaction,
} from 'kysely'
import type { Db } from './store.ts'
import type { Tables } from './tables.ts'

/** Where statements are written in one dialect and sent to connections that the store looks after itself. */
export type Handles = {
  readonly on: (connections: ConnectionProvider) => Db
  /** Statements run one after the other until `end`; later ones are refused, whoever still holds the transaction. */
  readonly open: (connection: DatabaseConnection) => { readonly tx: Db; readonly end: () => void }
}

/** Makes handles for a dialect. */
export function openHandles(
  dialect: Pick<Dialect, 'createQueryCompiler' | 'createAdapter' | 'createIntrospector'>,
): Handles {
  const compiler = dialect.createQueryCompiler()
  const adapter = dialect.createAdapter()
  const driver = new DummyDriver()
  const whole: Dialect = {
    createDriver: () => driver,
    createQueryCompiler: () => compiler,
    createAdapter: () => adapter,
    createIntrospector: (db) => dialect.createIntrospector(db),
  }
  const config = { dialect: whole }
  const props = (connections: ConnectionProvider): ConstructorParameters<typeof Transaction<Tables>>[0] => ({
    config,
    dialect: whole,
    driver,
    executor: new DefaultQueryExecutor(compiler, adapter, connections),
  })
  return {
    on: (connections) => new Kysely<Tables>(props(connections)),
    open: (connection) => {
      let isOpen = true
      const checkOpen = (): void => {
        if (!isOpen) throw new Error('the transaction has ended')
      }
      const guarded: DatabaseConnection = {
        executeQuery: async (query) => {
          checkOpen()
          return await connection.executeQuery(query)
        },
        async *streamQuery<R>(query: CompiledQuery, size: number): AsyncIterableIterator<QueryResult<R>> {
          checkOpen()
          for await (const rows of connection.streamQuery<R>(query, size)) {
            yield rows
            checkOpen()
          }
        },
      }
      return {
        tx: new Transaction<Tables>(props(new SingleConnectionProvider(guarded))),
        end: () => {
          isOpen = false
        },
      }
    },
  }
}

/** Runs a statement without parameters, as it stands. */
export async function say(connection: DatabaseConnection, statement: string): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(statement))
}

/** The store itself has no picture that would stay while somebody reads. */
export function refuseStream(): never {
  throw new Error('rows are streamed in a snapshot or a transaction')
}
