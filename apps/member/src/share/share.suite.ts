import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import type { Diagnostic, Result } from '@glovebox/diagnostics'
import { anyAddress, type SourceWorld, systemWorld } from '@glovebox/source'
import { addTable, initShare } from './manage/edit-config.ts'
import { addRecipient } from './manage/recipients.ts'
import { type ServedShare, serveShare } from './serve-share.ts'
import type { BucketWorld } from './table/bucket-files.ts'

/** A share server on files of its own, with a clock that tests turn. */
export type TestShare = {
  readonly folder: string
  readonly data: string
  readonly server: ServedShare
  readonly problems: string[]
  now: number
  readonly random: (bytes: number) => Uint8Array
  /** Adds a recipient; its token. */
  readonly recipient: (name: string, grants: readonly string[], expires?: string) => Promise<string>
  readonly ask: (path: string, init?: RequestInit & { readonly token?: string }) => Promise<Response>
  readonly query: (
    table: string,
    token: string,
    body?: object,
    capabilities?: string,
  ) => Promise<{ readonly response: Response; readonly lines: readonly Line[] }>
  readonly buckets: BucketWorld
  readonly close: () => Promise<void>
}

/** A line of an answer. */
export type Line = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** The rows that tests share: `secret` is marked, so that it is seen wherever it gets to. */
export const columnsSql = `i::BIGINT AS id, 'name ' || i AS name, 'SECRET' || i AS secret, i * 1.5::DOUBLE AS amount,
  DATE '2026-01-01' + (i % 30)::INT AS day, (i % 7)::DECIMAL(10,2) AS price, i % 2 = 0 AS even`

/** Runs SQL on DuckDB, to write files and to read them. */
export async function sql(text: string): Promise<readonly (readonly unknown[])[]> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  try {
    return (await connection.runAndReadAll(text)).getRowsJS()
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

/** The value, or the refusal as an error. */
export function must<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new Error(
    result.diagnostics.map(({ code, message, help }: Diagnostic) => `${code} ${message}: ${help}`).join('\n'),
  )
}

/** Starts a server that shares `results.default.weekly`: rows 0 to 2999 in one file and 3000 to 3009 in another. */
export async function openTestShare(
  options: { readonly buckets?: (source: SourceWorld) => BucketWorld } = {},
): Promise<TestShare> {
  const root = mkdtempSync(join(tmpdir(), 'glovebox-share-'))
  const [folder, data] = [join(root, 'share'), join(root, 'data')]
  mkdirSync(data)
  const write = (name: string, from: number, to: number): Promise<unknown> =>
    sql(
      `COPY (SELECT ${columnsSql} FROM range(${from}, ${to}) t(i)) TO '${data}/${name}' (FORMAT parquet, ROW_GROUP_SIZE 2048, COMPRESSION uncompressed)`,
    )
  await write('a.parquet', 0, 3000)
  await write('b.parquet', 3000, 3010)
  let seed = 1
  const random = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(seed++)
  const share = { now: Date.parse('2026-03-01T00:00:00Z') }
  const clock = (): number => share.now
  const source = systemWorld(anyAddress)
  const buckets = options.buckets?.(source) ?? { source }
  must(initShare(folder, { random }))
  must(await addTable(folder, 'results.default.weekly', { files: '../data/*.parquet', partitions: {}, buckets }))
  const problems: string[] = []
  const server = must(await serveShare(folder, { clock, onProblem: (text) => problems.push(text), port: 0, buckets }))

  const ask: TestShare['ask'] = (path, { token, ...init } = {}) => {
    const headers = new Headers(init.headers)
    if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
    return fetch(path.startsWith('http') ? path : `${server.endpoint}${path}`, { ...init, headers })
  }
  return Object.assign(share, {
    folder,
    data,
    server,
    problems,
    random,
    buckets,
    ask,
    recipient: async (name: string, grants: readonly string[], expires?: string) => {
      const profile = join(root, `${name}.share`)
      must(
        await addRecipient(
          folder,
          name,
          { profile, grants, ...(expires === undefined ? {} : { expires }) },
          { clock, random, buckets },
        ),
      )
      return tokenIn(profile)
    },
    query: async (table: string, token: string, body: object = {}, capabilities?: string) => {
      const [one, schema, name] = table.split('.')
      const response = await ask(`/shares/${one}/schemas/${schema}/tables/${name}/query`, {
        method: 'POST',
        token,
        body: JSON.stringify(body),
        headers: {
          'content-type': 'application/json',
          ...(capabilities === undefined ? {} : { 'delta-sharing-capabilities': capabilities }),
        },
      })
      const text = await response.clone().text()
      const lines = response.ok ? text.split('\n').filter((line) => line !== '') : []
      return { response, lines: lines.map((line): Line => JSON.parse(line)) }
    },
    close: async () => {
      await server.close()
      source.http.close()
      rmSync(root, { recursive: true })
    },
  })
}

/** The token of a profile file. */
export function tokenIn(profile: string): string {
  const { bearerToken }: { bearerToken: string } = JSON.parse(readFileSync(profile, 'utf8'))
  return bearerToken
}

/** The URLs of an answer's files. */
export function urlsOf(lines: readonly Line[]): readonly string[] {
  return lines.flatMap(({ file }) => (typeof file?.url === 'string' ? [file.url] : []))
}
