import { open } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { compressionOf } from '../files/file-format.ts'
import { goOn, malformed, taken, unsupported } from '../lake/refused.ts'
import type { RangedFile } from '../port/storage.ts'
import type { SourceControl } from '../port/table-source.ts'
import type { TextLayout } from './file-layout.ts'
import { type LineColumn, rowReader } from './read-row.ts'

const step = 8 * 1024 * 1024
const longestLine = 16 * 1024 * 1024
const writtenAtOnce = 1024 * 1024

/**
 * Writes the rows of a file of lines to a CSV file with a header line, which says the same without a catalog beside it:
 * what is empty is NULL, what is in quotes is a text.
 */
export async function writeLines(
  file: RangedFile,
  layout: TextLayout,
  columns: readonly LineColumn[],
  path: string,
  control: SourceControl,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const read = rowReader(layout.rows, columns)
  const target = await open(path, 'wx')
  try {
    const unpack = unpacking(file.key)
    const source = Readable.from(piecesOf(file, control, onBytes), { objectMode: false })
    const sink = async (chunks: AsyncIterable<Uint8Array>): Promise<void> => {
      let waiting = header(columns)
      let skipped = 0
      for await (const lines of linesOf(chunks)) {
        goOn(control)
        for (const line of lines) {
          if (skipped < layout.skippedLines) skipped++
          else waiting += written(read(line))
        }
        if (waiting.length < writtenAtOnce) continue
        await target.write(waiting)
        waiting = ''
      }
      await target.write(waiting)
    }
    await (unpack === undefined ? pipeline(source, sink) : pipeline(source, unpack, sink))
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^(Z_|ZSTD_|ERR_ZLIB)/.test(String(error.code)))
      malformed('a file of the table cannot be unpacked')
    throw error
  } finally {
    await target.close()
  }
}

async function* piecesOf(
  file: RangedFile,
  control: SourceControl,
  onBytes: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < file.bytes; from += step) {
    const bytes = taken(await file.read(from, Math.min(from + step, file.bytes), control))
    onBytes(bytes.length)
    yield bytes
  }
}

function unpacking(key: string): ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress> | undefined {
  if (/\.(bz2|snappy|lz4|lzo|deflate|br|xz|zip|Z)$/i.test(key))
    return unsupported('a file of the table is compressed in a way that is not read; gzip and zstd are')
  const compression = compressionOf(key)
  if (compression === 'none') return undefined
  return compression === 'gzip' ? createGunzip() : createZstdDecompress()
}

/** The lines of bytes, some at a time; what ends them is no part of them, and the last need not be ended. */
async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const text = rest + decoder.decode(chunk, { stream: true })
    // The other half of a line's end may be still to come.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text
    const lines = whole.split(/\r\n|\n|\r/)
    rest = (lines.pop() ?? '') + text.slice(whole.length)
    if (rest.length > longestLine) malformed('a line of a file has no end')
    yield lines
  }
  const last = (rest + decoder.decode()).replace(/\r$/, '')
  if (rest !== '') yield last.split(/\r/)
}

/** With a cell more than there are columns, so that no line is empty. */
function header(columns: readonly LineColumn[]): string {
  return `${[...columns.map(({ name }) => quoted(name)), '""'].join(',')}\n`
}

function written(cells: readonly (string | null)[]): string {
  return `${cells.map((cell) => (cell === null ? '' : quoted(cell))).join(',')},1\n`
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`
}
