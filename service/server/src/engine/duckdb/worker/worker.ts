import { read, readSync, writeSync } from 'node:fs'
import { describeSource } from './describe.ts'
import { checkTree, serializeSql } from './guard.ts'
import { quoteText } from './quote.ts'
import { holds } from './rows.ts'
import { openSession, rowsOf, type Session, stream } from './session.ts'
import { createView } from './table-view.ts'
import type { DescribeTask, RunTask, WorkerFile, WorkerFrame, WorkerTask } from './wire.ts'

// The process that holds the rows: one task, then it is ended from outside. Whatever is thrown in here becomes the
// reason of a failed run, which only the owners of the data see.

const input = 0
const output = 3

/** Does the task that stands on standard input. */
export async function work(task: WorkerTask): Promise<void> {
  try {
    const files = task.kind === 'run' ? task.tables.flatMap(({ source }) => source.files) : task.source.files
    const session = await openSession(task.setup, [...new Set(files.flatMap(pathsOf))])
    endWithServer()
    send({ kind: 'started' })
    send(task.kind === 'run' ? await run(session, task) : await describe(session, task))
  } catch (error) {
    send({ kind: 'failed', reason: error instanceof Error ? error.message : String(error) })
  }
}

/** What of a file is read: itself, and what is deleted of it. */
function pathsOf({ path, deletedPositions, deletedRows = [] }: WorkerFile): readonly string[] {
  return [path, ...(deletedPositions === undefined ? [] : [deletedPositions]), ...deletedRows.map((rows) => rows.path)]
}

async function run(session: Session, task: RunTask): Promise<WorkerFrame> {
  for (const table of task.tables) {
    try {
      await createView(session, table)
    } catch (error) {
      throw new Error(`table ${table.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  const [[tree] = []] = await rowsOf(session, serializeSql(quoteText(task.sql)))
  const refusal = checkTree(String(tree), task)
  if (refusal !== undefined) return { kind: 'failed', reason: `the emitted SQL is not allowed: ${refusal}` }
  return sendResult(session, task)
}

async function sendResult(session: Session, task: RunTask): Promise<WorkerFrame> {
  const streamed = await stream(session, task.sql)
  if (typeof streamed === 'string') return { kind: 'failed', reason: streamed }
  const isPromised =
    streamed.columns.length === task.columns.length &&
    streamed.columns.every((column, index) => holds(column, task.columns[index]?.type ?? { kind: 'interval' }))
  if (!isPromised) return { kind: 'failed', reason: 'the SQL does not give the columns that were promised' }
  let rows = 0
  let bytes = 0
  for (let more = await streamed.next(); more !== undefined; more = await streamed.next()) {
    rows += more.length
    if (rows > task.resultRows) return { kind: 'too-large' }
    bytes += send({ kind: 'rows', rows: more })
    if (bytes > task.resultBytes) return { kind: 'too-large' }
  }
  return { kind: 'done' }
}

async function describe(session: Session, { source, textForms }: DescribeTask): Promise<WorkerFrame> {
  return { kind: 'described', ...(await describeSource(session, source, textForms)) }
}

/** Sends a frame and gives its length. The descriptor blocks: a slow reader slows the engine, not its memory. */
export function send(frame: WorkerFrame): number {
  const bytes = Buffer.from(`${JSON.stringify(frame)}\n`)
  for (let sent = 0; sent < bytes.length; ) sent += writeSync(output, bytes, sent)
  return bytes.length
}

/** The first line of standard input. */
export function readTask<Task = WorkerTask>(): Task {
  const parts: Buffer[] = []
  for (;;) {
    const part = Buffer.alloc(1 << 16)
    const length = readSync(input, part)
    if (length === 0) throw new Error('no task')
    parts.push(part.subarray(0, length))
    if (part[length - 1] === 0x0a) return JSON.parse(Buffer.concat(parts).toString('utf8'))
  }
}

/** Ends with the server: when it is gone, standard input ends. */
function endWithServer(): void {
  read(input, Buffer.alloc(1), 0, 1, null, () => process.kill(process.pid, 'SIGKILL'))
}
