import { parquetWriteBuffer } from 'hyparquet-writer'
import type { ColumnBounds, Sourced } from '../port/table-source.ts'
import { type Answers, example, type Got, lines, openProvider, type TestProvider } from './provider.suite.ts'

export const parquet: Uint8Array = new Uint8Array(
  parquetWriteBuffer({
    columnData: [{ name: 'eventTime', data: [new Date('2021-04-28T23:33:57.955Z')], type: 'TIMESTAMP' }],
  }),
)
export const end: Readonly<Record<string, string>> = {
  'delta-sharing-capabilities': 'responseformat=parquet;includeendstreamaction=true',
}

/** The part of bytes that is asked for. */
export function ranged(got: Got, bytes: Uint8Array): ReturnType<Answers> {
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(got.headers.range ?? '') ?? []
  const part = bytes.subarray(Number(from), Number(to) + 1)
  const range = `bytes ${from}-${Number(from) + part.length - 1}/${bytes.length}`
  return { status: 206, headers: { etag: '"1"', 'content-range': range }, body: part }
}

/** A provider of the example; what is given of `query` is what is special of it. */
export async function provider(query: Answers, metadata?: Answers): Promise<TestProvider> {
  return openProvider((got, url) => {
    if (got.path.endsWith('/metadata'))
      return metadata?.(got, url) ?? { headers: example.headers, body: lines(example.protocol, example.metaData) }
    if (got.path.endsWith('/query')) return query(got, url)
    return got.path.startsWith('/file') ? ranged(got, parquet) : { status: 404 }
  })
}

/** The example's file, at a provider. */
export const fileAt = (url: string, more: object = {}): { file: object } => ({
  file: { url: `${url}/file?X-Amz-Signature=SIGNED`, ...example.file, size: parquet.length, ...more },
})

/** What becomes of a table of which a provider answers so. */
export async function outcome(
  folder: string,
  query: Answers,
  { metadata, bounds }: { readonly metadata?: Answers; readonly bounds?: readonly ColumnBounds[] } = {},
): Promise<{ outcome: string; reason: string; got: readonly Got[]; files: readonly object[] }> {
  const own = await provider(query, metadata)
  try {
    const pinned = await own.pin()
    const read: Sourced<{ files: readonly object[] }> = pinned.ok
      ? await pinned.value.fetch(
          { folder, columns: ['eventTime', 'date'], ...(bounds === undefined ? {} : { bounds }) },
          {},
        )
      : pinned
    return read.ok
      ? { outcome: 'ok', reason: '', got: own.got, files: read.value.files }
      : { outcome: read.failure.kind, reason: read.failure.reason, got: own.got, files: [] }
  } finally {
    own.close()
  }
}

/** The example's answer. */
export const plain: Answers = (_, url) => ({
  headers: example.headers,
  body: lines(example.protocol, example.metaData, fileAt(url)),
})
