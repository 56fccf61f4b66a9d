import {
  type Cell,
  type Client,
  getLogExport,
  getReceipt,
  getReceiptOpening,
  type LogEntryView,
  type LogItem,
  listLog,
  listRuns,
  ProblemError,
  type Room,
  readResult,
  verifyLogExport,
  verifyReceiptBundle,
} from '@glovebox/api'
import { HistoryError } from '@glovebox/client'
import { UsageError } from '../usage-error.ts'
import { advanceCheckpoint } from './checkpoints.ts'
import { linesOf } from './lines.ts'
import { trustedKey } from './trust.ts'

type LogOfRoom = Pick<Room, 'log' | 'verifyLog' | 'receipt' | 'opening'>

/** The audit log of a collaboration on a server. Whatever is read of it moves the kept checkpoint on, or is refused. */
export function remoteLog(client: Client, collaboration: string, own: (member: string | undefined) => void): LogOfRoom {
  const params = { collaboration }
  return {
    log: async ({ member, limit = 1000 }) => {
      await advanceCheckpoint(client, collaboration)
      const newest: LogItem[] = []
      let cursor: string | undefined
      do {
        const query = { limit: Math.min(500, limit), ...(cursor === undefined ? {} : { cursor }) }
        const page = await client.call(listLog, { params, query })
        newest.push(...page.items.filter((one) => member === undefined || one.member === member))
        cursor = page.next
      } while (cursor !== undefined && newest.length < limit)
      return { entries: newest.slice(0, limit).reverse().map(viewOf) }
    },
    verifyLog: async ({ head }) => {
      if (head !== undefined)
        throw new UsageError('on a server heads are signed: compare them with glovebox log compare')
      const verifierKey = await trustedKey(client)
      const noted = await advanceCheckpoint(client, collaboration)
      const response = await client.open(getLogExport, { params })
      const verified = await verifyLogExport(linesOf(response), { verifierKey }, { noted })
      if (verified.status === 'verified')
        return { status: 'ok', entries: verified.size, head: `${verified.size}:${verified.root}` }
      const message = verified.diagnostics.map((one) => one.message).join('; ')
      return { status: 'broken', entries: 0, brokenAt: 0, message }
    },
    receipt: async (id) => {
      await advanceCheckpoint(client, collaboration)
      const bundle = await orUnknown(() => client.call(getReceipt, { params: { collaboration, receipt: id } }))
      if (bundle === undefined) return { status: 'unknown' }
      const verified = verifyReceiptBundle(bundle, { verifierKey: await trustedKey(client) })
      if (verified.status !== 'verified')
        throw new HistoryError('unsigned', verified.diagnostics.map((d) => d.message).join('; '))
      const log = { sequence: verified.sequence, hash: verified.root }
      return { status: 'ok', receipt: bundle.receipt as Readonly<Record<string, unknown>>, log }
    },
    opening: async ({ receipt, member }) => {
      own(member)
      const opening = await orUnknown(() => client.call(getReceiptOpening, { params: { collaboration, receipt } }))
      if (opening === undefined) return { status: 'unknown' }
      const { salt, reason } = opening
      const result = salt === undefined ? undefined : await resultOf(client, collaboration, receipt)
      return {
        status: 'ok',
        ...(salt === undefined ? {} : { salt }),
        ...(reason === undefined ? {} : { reason }),
        ...(result === undefined ? {} : { result }),
      }
    },
  }
}

type Result = {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly Cell[])[]
}

/** The result of a receipt's run, as long as it is kept. */
async function resultOf(client: Client, collaboration: string, receipt: string): Promise<Result | undefined> {
  let cursor: string | undefined
  do {
    const query = { limit: 500, ...(cursor === undefined ? {} : { cursor }) }
    const page = await client.call(listRuns, { params: { collaboration }, query })
    const run = page.items.find((one) => one.receipt === receipt)
    if (run !== undefined) {
      const params = { collaboration, run: run.id }
      const response = await orUnknown(() => client.open(readResult, { params }, { accept: 'application/json' }))
      return response === undefined ? undefined : ((await response.json()) as Result)
    }
    cursor = page.next
  } while (cursor !== undefined)
  return undefined
}

async function orUnknown<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ProblemError && (error.problem.status === 404 || error.problem.status === 410))
      return undefined
    throw error
  }
}

function viewOf(item: LogItem): LogEntryView {
  const { sequence, hash, at = '', kind, member = '', receipt, query, status = '', tables = [], action, subject } = item
  const what = item.isHidden ? 'hidden' : (kind ?? '')
  const decided = action === undefined ? undefined : [action, subject].filter((one) => one !== undefined).join(' ')
  return {
    sequence,
    hash,
    at,
    kind: what,
    member,
    status,
    tables,
    ...(receipt === undefined ? {} : { receipt }),
    ...(query === undefined && decided === undefined ? {} : { query: query ?? decided ?? '' }),
  }
}
