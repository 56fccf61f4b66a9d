import type { LogEntry } from '../entry.ts'
import { queryText } from '../query-text.ts'
import type { ExportedLog } from './exported-log.ts'

// Log entries as events of the Open Cybersecurity Schema Framework: analyses as Datastore Activity (6005), everything
// else as API Activity (6003).

const schemaVersion = '1.4.0'
const applicationActivity = 6

/** An event for a security information system. */
export type OcsfEvent = {
  readonly activity_id: number
  readonly category_uid: typeof applicationActivity
  readonly class_uid: 6003 | 6005
  readonly type_uid: number
  /** Milliseconds since 1970. */
  readonly time: number
  readonly severity_id: number
  readonly status_id: number
  readonly status_detail?: string
  readonly message: string
  readonly metadata: {
    readonly version: string
    readonly product: { readonly name: string; readonly vendor_name: string; readonly version: string }
    readonly log_name: string
    /** The same for the same entry, however often it is exported. */
    readonly uid: string
    readonly sequence: number
    readonly original_time: string
    readonly correlation_uid?: string
  }
  readonly actor: { readonly user: { readonly name: string; readonly org: { readonly name: string } } }
  readonly src_endpoint: { readonly name: string }
  readonly api?: { readonly operation: string; readonly service: { readonly name: string } }
  readonly resources?: readonly { readonly name: string; readonly type?: string }[]
  readonly database?: { readonly name: string; readonly uid: string; readonly type_id: number }
  readonly table?: { readonly name: string }
  readonly query_info?: { readonly query_string: string; readonly uid?: string }
  readonly unmapped?: {
    readonly tables?: readonly string[]
    readonly codes?: readonly string[]
    readonly receipt?: string
  }
}

const activities = { create: 1, read: 2, update: 3, delete: 4 } as const
const query = 4
const severities = { informational: 1, low: 2 } as const
const statuses = { unknown: 0, success: 1, failure: 2, other: 99 } as const
const relational = 1

/** The event of an entry. Whoever exports decides which entries the receiver may see. */
export function ocsfEvent(entry: LogEntry, log: ExportedLog): OcsfEvent {
  switch (entry.kind) {
    case 'submitted':
      return {
        ...datastoreActivity(entry, log, statuses.other, 'submitted'),
        ...tablesOf(entry.tables),
        query_info: { query_string: queryText(entry.asked), uid: entry.run },
      }
    case 'refused':
      return {
        ...datastoreActivity(entry, log, statuses.failure, `refused: ${entry.reason}`),
        query_info: { query_string: queryText(entry.asked), ...(entry.run === undefined ? {} : { uid: entry.run }) },
        unmapped: { codes: entry.codes },
      }
    case 'finished': {
      const { table, unmapped } = tablesOf(entry.tables)
      return {
        ...datastoreActivity(entry, log, entry.status === 'ok' ? statuses.success : statuses.failure, entry.status),
        ...(table === undefined ? {} : { table }),
        unmapped: { ...unmapped, codes: entry.codes, receipt: entry.receipt },
      }
    }
    case 'pinned':
      return apiActivity(entry, log, 'pinned', 'update', [{ name: entry.table, type: 'table' }])
    case 'charged':
      return apiActivity(entry, log, 'budget-charged', 'create', budgets(entry.charges))
    case 'charge-released':
      return apiActivity(entry, log, 'budget-charge-released', 'delete', budgets(entry.charges))
    case 'budget-changed':
      return apiActivity(entry, log, 'budget-changed', 'update', budgets([{ owner: entry.member }]))
    case 'period-opened':
      return apiActivity(entry, log, 'budget-period-opened', 'create', budgets([entry]))
    case 'governed': {
      const { action, subject } = entry
      return apiActivity(entry, log, action, activityOf(action), subject === undefined ? [] : [{ name: subject }])
    }
  }
}

type Common = Omit<OcsfEvent, 'activity_id' | 'class_uid' | 'type_uid' | 'severity_id' | 'status_id' | 'message'>

function commonOf(entry: LogEntry, { origin, version }: ExportedLog): Common {
  const { sequence, at, member } = entry
  const user = 'user' in entry && entry.user !== undefined ? entry.user : member
  return {
    category_uid: applicationActivity,
    time: Date.parse(at),
    metadata: {
      version: schemaVersion,
      product: { name: 'Glovebox', vendor_name: 'Glovebox', version },
      log_name: origin,
      uid: `${origin}#${sequence}`,
      sequence,
      original_time: at,
      ...('run' in entry && entry.run !== undefined ? { correlation_uid: entry.run } : {}),
    },
    actor: { user: { name: user, org: { name: member } } },
    src_endpoint: { name: member },
  }
}

function datastoreActivity(entry: LogEntry, log: ExportedLog, status: number, detail: string): OcsfEvent {
  return {
    ...commonOf(entry, log),
    activity_id: query,
    class_uid: 6005,
    type_uid: 600500 + query,
    severity_id: status === statuses.failure ? severities.low : severities.informational,
    status_id: status,
    status_detail: detail,
    message: `analysis ${detail}`,
    database: { name: log.collaboration.name, uid: log.collaboration.id, type_id: relational },
  }
}

function apiActivity(
  entry: LogEntry,
  log: ExportedLog,
  operation: string,
  activity: keyof typeof activities,
  resources: NonNullable<OcsfEvent['resources']>,
): OcsfEvent {
  const activityId = activities[activity]
  return {
    ...commonOf(entry, log),
    activity_id: activityId,
    class_uid: 6003,
    type_uid: 600300 + activityId,
    severity_id: severities.informational,
    status_id: statuses.success,
    message: operation,
    api: { operation, service: { name: log.collaboration.name } },
    ...(resources.length === 0 ? {} : { resources }),
  }
}

function tablesOf(tables: readonly string[]): Pick<OcsfEvent, 'table' | 'unmapped'> {
  const [name, ...others] = tables
  if (name === undefined) return {}
  return { table: { name }, ...(others.length === 0 ? {} : { unmapped: { tables } }) }
}

function budgets(of: readonly { readonly owner: string }[]): NonNullable<OcsfEvent['resources']> {
  return of.map(({ owner }) => ({ name: owner, type: 'privacy-budget' }))
}

/** What an action does, by the word that it ends with. */
function activityOf(action: string): keyof typeof activities {
  const verb = action.slice(action.lastIndexOf('-') + 1)
  if (['created', 'invited', 'joined', 'requested', 'associated', 'proposed', 'set', 'defined', 'made'].includes(verb))
    return 'create'
  if (verb === 'read') return 'read'
  const isEnd = ['closed', 'declined', 'left', 'removed', 'revoked', 'withdrawn', 'cancelled', 'deleted'].includes(verb)
  return isEnd ? 'delete' : 'update'
}
