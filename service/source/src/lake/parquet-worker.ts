import { parentPort, workerData } from 'node:worker_threads'
import { decodeParquet, type ParquetWork } from './decode-parquet.ts'

// Runs in a thread of its own, whose memory is bounded: what a hostile file makes of it ends the thread alone.
decodeParquet(workerData as ParquetWork).then(
  (columns) => parentPort?.postMessage({ columns }),
  () => parentPort?.postMessage({}),
)
