import { type CallOptions, type Client, type FileView, putFile, type Upload } from '@glovebox/api'

const media: readonly (readonly [ending: RegExp, media: string])[] = [
  [/\.gz$/i, 'application/gzip'],
  [/\.csv$/i, 'text/csv'],
  [/\.parquet$/i, 'application/vnd.apache.parquet'],
  [/\.(jsonl|ndjson)$/i, 'application/x-ndjson'],
  [/\.json$/i, 'application/json'],
]

/** The media type of a file, by its ending. */
export function mediaOf(path: string): string {
  return media.find(([ending]) => ending.test(path))?.[1] ?? 'application/octet-stream'
}

/** Uploads a file into the organisation's folder on the server. In browsers give the `File` itself, not its stream. */
export async function uploadFile(
  client: Client,
  path: string,
  body: Upload,
  options: Pick<CallOptions, 'signal'> = {},
): Promise<FileView> {
  return await client.call(putFile, { params: { path } }, { ...options, upload: { media: mediaOf(path), body } })
}
