import type { BudgetEntry, BudgetView } from '@glovebox/api'
import { showLine } from '@glovebox/diagnostics'
import { burnDownLines } from './burn-down.ts'
import { lossText, percent, rounded } from './rounded.ts'
import { shorten } from './shorten.ts'
import type { Style } from './style.ts'
import { type TableCell, type TableColumn, tableLines } from './table.ts'

/** How wide a report may be, and whether it may be drawn with more than plain characters. */
export type ReportSettings = { readonly style: Style; readonly width: number; readonly isUnicode: boolean }

/** So many of the newest questions are the pace. */
const paceLength = 20

/** One owner's budget: what is left, its way down, how long it lasts, and who spent it on what. */
export function* budgetLines(budget: BudgetView, settings: ReportSettings): Generator<string> {
  const { style } = settings
  yield style.bold(`budget of ${showLine(budget.owner)}`)
  yield* stateLines(budget, style)
  const counted = budget.entries.filter(({ status }) => status !== 'released')
  const [first, last] = [counted[0], counted.at(-1)]
  if (first !== undefined && last !== undefined) {
    const left = [
      1 - (first.cumulativeShare - first.share),
      ...counted.map(({ cumulativeShare }) => 1 - cumulativeShare),
    ]
    const marks = budget.warnAt.map((share) => 1 - share)
    const [from, to] = [dayOf(first.at), `${questions(counted.length)}, ${dayOf(last.at)}`]
    yield ''
    yield* burnDownLines({ left, marks, from, to }, { ...settings, height: 8 })
  }
  yield forecast(budget, counted)
  if (budget.members.length > 0) {
    yield ''
    yield* tableLines(memberColumns, budget.members.map(memberRow), style)
  }
  if (budget.entries.length > 0) {
    yield ''
    yield* entryLines(budget.entries, settings)
  }
}

function* stateLines(budget: BudgetView, style: Style): Generator<string> {
  const { spent, remaining, lifetime, refresh, period, accounting, warnAt, isFrozen } = budget
  const fit = remaining.analyses === undefined ? '' : `; ${remaining.analyses} more like the last question fit`
  yield `${percent(spent.share, 'up')} spent, ${percent(remaining.share, 'down')} left of ${lossText(budget)} (${accounting === 'pure' ? 'pure' : 'zCDP'})${fit}`
  yield refresh === 'none'
    ? 'never full again by itself'
    : `full again every calendar month; this is ${showLine(period)}`
  yield `lost over all periods: ${lossText(lifetime)}`
  const crossed = warnAt.filter((share) => spent.share >= share)
  if (crossed.length > 0) yield `${style.red('warning')}: more than ${percent(Math.max(...crossed), 'down')} is spent`
  if (isFrozen) yield `${style.red('frozen')}: it was lowered below what is spent, so nothing more can be spent`
}

/** Where the newest questions lead to. Shares add up, so their mean is a pace. */
function forecast({ remaining, isFrozen }: BudgetView, counted: readonly BudgetEntry[]): string {
  const newest = counted.slice(-paceLength)
  const pace = newest.reduce((sum, { share }) => sum + share, 0) / newest.length
  if (newest.length === 0) return 'nothing was spent yet'
  if (isFrozen || remaining.share <= 0) return 'nothing is left'
  if (pace <= 0) return 'the last questions cost nothing'
  const count = Math.floor(remaining.share / pace)
  if (count === 0) return 'another question like the newest does not fit'
  return `at the pace of the last ${questions(newest.length)}, it is empty in about ${questions(count)}`
}

function questions(count: number): string {
  return count === 1 ? '1 question' : `${count} questions`
}

const memberColumns: readonly TableColumn[] = [
  { name: 'member' },
  { name: 'share', isNumber: true },
  { name: 'ε', isNumber: true },
  { name: 'cap' },
]

function memberRow({ member, epsilon, spent }: BudgetView['members'][number]): readonly TableCell[] {
  const cap = epsilon === undefined ? 'the whole budget' : `ε ${rounded(epsilon, 'down')}`
  return [member, percent(spent.share, 'up'), rounded(spent.epsilon, 'up'), cap]
}

const queryWidth = { least: 20, most: 100 }

function entryLines(entries: readonly BudgetEntry[], { width, style }: ReportSettings): Iterable<string> {
  const columns = [
    { name: 'when (UTC)' },
    { name: 'member' },
    { name: 'share', isNumber: true },
    { name: 'so far', isNumber: true },
  ]
  const rows = entries.map(({ at, member, share, cumulativeShare, status }) => [
    minuteOf(at),
    member,
    status === 'released' ? 'given back' : percent(share, 'up'),
    percent(cumulativeShare, 'up'),
  ])
  const widest = (i: number): number =>
    Math.max(...[columns[i]?.name, ...rows.map((row) => row[i])].map((t) => t?.length ?? 0))
  const taken = columns.reduce((sum, _, i) => sum + widest(i) + 2, 0)
  const room = Math.min(queryWidth.most, Math.max(queryWidth.least, width - taken))
  const withQuery = rows.map((row, i) => [...row, shorten(entries[i]?.query ?? '(not for this member)', room)])
  return tableLines([...columns, { name: 'question' }], withQuery, style)
}

/** Entries as a table for programs. */
export const entryColumns: readonly TableColumn[] = [
  'owner',
  'at',
  'member',
  'epsilon',
  'delta',
  'share',
  'cumulativeShare',
  'status',
  'receipt',
  'query',
].map((name) => ({ name }))

/** The rows of `entryColumns`. */
export function entryRows({ owner, entries }: BudgetView): readonly (readonly TableCell[])[] {
  return entries.map(({ at, member, epsilon, delta, share, cumulativeShare, status, receipt, query }) => [
    owner,
    at,
    member,
    ...[epsilon, delta, share, cumulativeShare].map(String),
    status,
    receipt ?? null,
    query ?? null,
  ])
}

function minuteOf(at: string): string {
  return showLine(at.slice(0, 16).replace('T', ' '))
}

function dayOf(at: string): string {
  return showLine(at.slice(0, 10))
}
