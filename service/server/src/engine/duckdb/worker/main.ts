import { readTask, work } from './worker.ts'

await work(readTask())
