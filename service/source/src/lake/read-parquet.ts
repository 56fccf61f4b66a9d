import { Worker } from 'node:worker_threads'
import type { SourceControl } from '../port/table-source.ts'
import type { ParquetColumns, ParquetWork } from './decode-parquet.ts'
import { goOn, malformed } from './refused.ts'

const heapMegabytes = 1024
const mostMilliseconds = 120_000

/** Columns of a Parquet file of metadata (deletions, checkpoints), read apart: see `decodeParquet`. */
export async function readParquet(
  bytes: Uint8Array,
  columns: readonly string[],
  mostRows: number,
  where: string,
  control: SourceControl,
): Promise<ParquetColumns> {
  const own = new Uint8Array(bytes).buffer
  const columnsRead = await decodeApart({ bytes: own, columns, mostRows }, control)
  goOn(control)
  return columnsRead ?? malformed(`${where} is no Parquet file that can be read`)
}

function decodeApart(work: ParquetWork, { signal }: SourceControl): Promise<ParquetColumns | undefined> {
  const worker = new Worker(new URL('./parquet-worker.ts', import.meta.url), {
    workerData: work,
    transferList: [work.bytes],
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    // The thread decodes and does nothing else: it is told nothing.
    env: {},
    execArgv: [],
  })
  return new Promise((resolve) => {
    const stop = (): void => void worker.terminate()
    const timer = setTimeout(stop, mostMilliseconds)
    signal?.addEventListener('abort', stop, { once: true })
    const end = (columns?: ParquetColumns): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      resolve(columns)
      stop()
    }
    worker.once('message', ({ columns }: { columns?: ParquetColumns }) => end(columns))
    worker.once('error', () => end())
    worker.once('exit', () => end())
  })
}
