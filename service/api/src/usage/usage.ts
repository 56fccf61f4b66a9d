import { type Nothing, nothing } from '../contract/page.ts'
import type { AnyRoute, Route } from '../contract/route.ts'
import { integer, list, number, object, optional, type Shape, text } from '../contract/shape.ts'
import { idText, moment } from '../identity/words.ts'

/** One run that was metered, in classes too coarse to tell of rows. */
export type UsageEntry = {
  readonly run: string
  readonly collaboration: string
  /** Organisations. */
  readonly submitter: string
  readonly payer: string
  readonly at: string
  readonly status: string
  /** Of the sizes that are declared of the tables read; `unknown` where none are. */
  readonly sizeClass: string
  /** The next power of two of seconds, from `64s` on; `withheld` of runs over protected tables. */
  readonly timeClass: string
  readonly price: number
}

/** What an organisation pays for in a month, and what it ran at the cost of others. */
export type UsageReport = {
  readonly month: string
  readonly currency: string
  /** Of what the organisation pays for. */
  readonly total: number
  readonly runs: number
  readonly entries: readonly UsageEntry[]
}

const usageEntry: Shape<UsageEntry> = object<UsageEntry>(
  {
    run: idText('run'),
    collaboration: idText('col'),
    submitter: idText('org'),
    payer: idText('org'),
    at: moment,
    status: text({ max: 50 }),
    sizeClass: text({ max: 50 }),
    timeClass: text({ max: 50 }),
    price: number({ min: 0 }),
  },
  { name: 'UsageEntry' },
)

const usageReport: Shape<UsageReport> = object<UsageReport>(
  {
    month: text({ min: 7, max: 7 }),
    currency: text({ min: 3, max: 3 }),
    total: number({ min: 0 }),
    runs: integer({ min: 0 }),
    entries: list(usageEntry, { max: 1_000_000 }),
  },
  { name: 'UsageReport' },
)

type UsageQuery = { readonly month?: string; readonly collaboration?: string }

/** What is metered. */
export const readUsage: Route<{ readonly params: Nothing; readonly query: UsageQuery }, UsageReport> = {
  id: 'readUsage',
  method: 'GET',
  path: '/v1/usage',
  tag: 'usage',
  summary: 'What your organisation pays for in a month, and what it ran; as JSON or CSV',
  access: 'usage:read',
  params: nothing,
  query: object<UsageQuery>({
    month: optional(text({ min: 7, max: 7, pattern: /^\d{4}-(0[1-9]|1[0-2])$/, example: '2026-03' })),
    collaboration: optional(idText('col')),
  }),
  answer: { status: 200, shape: usageReport, media: ['text/csv'] },
  problems: [],
}

/** Everything about usage. */
export const usageRoutes: readonly AnyRoute[] = [readUsage]
