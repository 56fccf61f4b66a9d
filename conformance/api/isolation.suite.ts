import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type AnyRoute, allRoutes, eventKinds } from '@glovebox/api'
import { type Answered, pathOf, request, strangeParams } from './request.suite.ts'
import { everyone, makeRoom, type TestRoom, thresholdRule } from './room.suite.ts'
import { openTestServer, type TestOrganisation, type TestServer } from './server.suite.ts'

/** A protection whose analysts are not to learn of one person. */
export type Protection = {
  readonly name: string
  readonly table: Readonly<Record<string, unknown>>
  readonly hasBudget: boolean
}

/** The protections that are held to it. */
export const protections: readonly Protection[] = [
  { name: 'a threshold', table: { rule: thresholdRule }, hasBudget: false },
  {
    name: 'differential privacy',
    table: {
      rule: {
        custom: {
          allowedAnalyses: ['ANY_QUERY'],
          allowedAnalysisProviders: ['advertiser'],
          differentialPrivacy: { columns: [{ name: 'user_id' }] },
        },
      },
      privacy: { unit: 'user_id', columns: { cost: { range: [0, 10] } }, maxGroupsContributed: 1, maxRowsPerGroup: 1 },
    },
    hasBudget: true,
  },
]

/** What each member was told, line by line; rows of results and the owner's own files are told apart. */
export type Views = Readonly<Record<'analyst' | 'bystander' | 'webhooks' | 'owner' | 'rows', View>>

/** Lines in which whatever is random is named by when it was first seen, and the random texts in their order. */
export type View = { readonly lines: readonly string[]; readonly random: readonly string[] }

/** The person of whom nobody shall learn: the only one who spends so much, and the tenth of a campaign. */
const hidden = 3
const people = everyone(500)

/** One campaign has ten people with that person and nine without: the threshold is ten. */
const campaignOf = (n: number): string => (n < 10 ? 'rare' : n % 2 === 0 ? 'a' : 'b')
const data = (rows: readonly number[]): string =>
  ['user_id,campaign,cost', ...rows.map((n) => `u${n},${campaignOf(n)},${n === hidden ? 999_999 : n % 7}`), ''].join(
    '\n',
  )

/** Asks everything on a server of its own, whose data hold that person or do not. */
export async function viewsOf(
  protection: Protection,
  isThere: boolean,
  questions: readonly Readonly<Record<string, unknown>>[],
): Promise<Views> {
  const place = await openTestServer({ log: { level: 'silent' }, webhooks: { allowPrivateAddresses: true } })
  const receiver = await openReceiver()
  try {
    const rows = isThere ? people : people.filter((n) => n !== hidden)
    const room = await makeRoom(place, { csv: data(rows), table: protection.table, hasBystander: true })
    return await lookAround(place, room, { protection, receiver, questions })
  } finally {
    await place.close()
    receiver.close()
  }
}

async function lookAround(
  place: TestServer,
  room: TestRoom,
  about: {
    readonly protection: Protection
    readonly receiver: Receiver
    readonly questions: readonly Readonly<Record<string, unknown>>[]
  },
): Promise<Views> {
  const { collaboration, publisher, advertiser, bystander } = room
  assert.ok(bystander !== undefined)
  const ask = async (who: TestOrganisation, id: string, params: object, body?: unknown): Promise<Answered> => {
    const route = routeOf(id)
    const path = `${pathOf(route, { collaboration, ...params })}${id === 'submitRun' || id === 'readRun' ? '?wait=10' : ''}`
    return await request(place.url, route, { path, token: who.token, body })
  }
  const made = async (who: TestOrganisation, id: string, body: unknown): Promise<string> => {
    const { value, problem } = await ask(who, id, {}, body)
    assert.equal(problem, undefined, JSON.stringify(problem))
    return (value as { readonly id: string }).id
  }
  if (about.protection.hasBudget)
    await made(publisher, 'putBudgetPolicy', { epsilon: 4, delta: 1e-6, perQuery: { epsilon: 0.5 } })
  const hooks = new Map<TestOrganisation, string>()
  for (const who of [advertiser, bystander])
    hooks.set(who, await made(who, 'makeWebhook', { url: `${about.receiver.url}/${who.name}`, kinds: heard }))
  const [first = {}] = about.questions
  const analysis = await made(advertiser, 'saveAnalysis', { name: 'kept', ask: first })
  const schedule = await made(advertiser, 'makeSchedule', { name: 'yearly', submission: first, cron: '0 0 1 1 *' })
  const asked: [string, Answered][] = []
  const runs: string[] = []
  for (const question of about.questions)
    for (const id of ['checkAnalysis', 'explainAnalysis', 'submitRun']) {
      const { timeoutMs: _, ...rest } = question
      const first = await ask(advertiser, id, {}, id === 'submitRun' ? question : rest)
      const answered =
        id === 'submitRun' ? await untilItEnds(first, (run) => ask(advertiser, 'readRun', { run })) : first
      asked.push([id, answered])
      if (id === 'submitRun' && answered.value !== undefined) runs.push((answered.value as { readonly id: string }).id)
    }
  const receipts = asked.flatMap(([, { text }]) => /rcpt_[a-z2-7]{26}/.exec(text) ?? [])
  for (const [who, webhook] of hooks)
    await until(async () =>
      areTold(await ask(who, 'listDeliveries', { webhook }), who === advertiser ? runs.length : 0),
    )
  const hooked = inOrder(await about.receiver.settled(), [...runs, ...receipts])
  const readAs = async (who: TestOrganisation): Promise<readonly [string, Answered][]> => {
    const ids = { run: runs, receipt: receipts, name: ['impressions'], analysis: [analysis], schedule: [schedule] }
    const webhook = [hooks.get(who) ?? 'whk_none']
    return await readEverything(place, who, { collaboration: [collaboration], ...ids, webhook })
  }
  const results: [string, Answered][] = []
  for (const run of runs) results.push(['readResult', await ask(advertiser, 'readResult', { run })])
  return {
    analyst: viewOf([...asked, ...(await readAs(advertiser))].map(lineOf)),
    bystander: viewOf((await readAs(bystander)).map(lineOf)),
    webhooks: viewOf(hooked),
    owner: viewOf((await readAs(publisher)).map(lineOf)),
    rows: viewOf(results.map(lineOf)),
  }
}

/** What was answered, with the run as it ended: on a busy machine that is later than anybody waits for one answer. */
async function untilItEnds(submitted: Answered, read: (run: string) => Promise<Answered>): Promise<Answered> {
  let told = submitted
  for (const end = Date.now() + patienceMs; isGoing(told); told = await read((told.value as { id: string }).id))
    assert.ok(Date.now() < end, 'a run takes too long')
  return { ...submitted, value: told.value, text: told.text }
}

function isGoing({ value }: Answered): boolean {
  const { status } = (value ?? {}) as { readonly status?: string }
  return status === 'queued' || status === 'running'
}

const patienceMs = 300_000

/** Whether nothing waits to be told, and the end of so many runs was. */
function areTold({ value }: Answered, ends: number): boolean {
  const { items } = value as { readonly items: readonly Readonly<Record<'kind' | 'status', string>>[] }
  const ended = items.filter(({ kind }) => kind === 'run.finished')
  return ended.length === ends && items.every(({ status }) => status === 'delivered')
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await isSo()); await new Promise((resolve) => setTimeout(resolve, 50)))
    assert.ok(Date.now() < end, 'deliveries wait too long')
}

/** Every GET with every combination of what is there, in every form that it has. */
export async function readEverything(
  place: Pick<TestServer, 'url'>,
  who: Pick<TestOrganisation, 'token'>,
  known: Readonly<Record<string, readonly string[]>>,
): Promise<readonly [string, Answered][]> {
  const told: [string, Answered][] = []
  for (const route of allRoutes.filter(({ method, id }) => method === 'GET' && !skipped.has(id))) {
    const strange = strangeParams(route)
    let places: readonly Readonly<Record<string, string>>[] = [{}]
    for (const [, name = ''] of route.path.matchAll(/\{(\w+)\}/g)) {
      const values = name === 'sequence' ? sequences : (known[name] ?? [strange[name] ?? 'x'])
      places = places.flatMap((params) => values.map((value) => ({ ...params, [name]: value })))
    }
    for (const params of places)
      for (const query of queries[route.id] ?? [''])
        told.push([
          `${route.id} ${query}`,
          await request(place.url, route, {
            path: `${pathOf(route, params)}${query}`,
            token: who.token,
            readsEvents: true,
          }),
        ])
  }
  return told
}

/** Not what happened while the room was made: of that a webhook may or may not still hear. */
const heard = eventKinds.filter((kind) => /^(run|budget|schedule|template)\./.test(kind))

const sequences = ['1', '2', '7', '12', '15', '18', '20', '30']

const queries: Readonly<Record<string, readonly string[]>> = {
  getLogConsistency: ['?from=1&to=4', '?from=2&to=9'],
  getLogExport: ['?format=entries', '?format=ocsf', '?format=open-lineage'],
  listRuns: ['', '?status=failed', '?limit=1'],
}

/** Rows are what a result is; the others tell of no collaboration. */
const skipped: ReadonlySet<string> = new Set(['readResult', 'openApi', 'home', 'startOidc', 'finishOidc'])

const unsteady: ReadonlySet<string> = new Set([
  'date',
  'x-request-id',
  'connection',
  'keep-alive',
  'content-length',
  'transfer-encoding',
])

function lineOf([what, { status, headers, text }]: readonly [string, Answered]): string {
  const told = what.startsWith('listDeliveries') ? byKind(text) : text
  return JSON.stringify([what, status, [...headers].filter(([name]) => !unsteady.has(name)), told])
}

/** Of deliveries that were made in the same millisecond, which comes first is up to their random ids. */
function byKind(text: string): string {
  const { items = [], ...rest } = JSON.parse(text) as { readonly items?: readonly { readonly kind: string }[] }
  return JSON.stringify({ items: items.toSorted((a, b) => (a.kind < b.kind ? -1 : 1)), ...rest })
}

function viewOf(lines: readonly string[]): View {
  const names = new Map<string, string>()
  const random: string[] = []
  const text = lines
    .join('\n')
    .replace(/\d{4}-\d\d-\d\d(T[\d:.]+Z)?/g, 'a time')
    .replace(/\b1[789]\d{11}\b/g, 'a time')
    .replace(
      /\b[a-z]+_[a-z2-7]{26}\b|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b|(?<![0-9a-f])[0-9a-f]{32,128}(?![0-9a-f])|[A-Za-z0-9+/_-]{43,}={0,2}|127\.0\.0\.1:\d+/g,
      (found) => {
        const name = names.get(found) ?? `random ${names.size}`
        names.set(found, name)
        random.push(found)
        return name
      },
    )
  return { lines: text.split('\n'), random }
}

/** Where two views differ first, with what stands around it; whole views are long. */
export function firstDifference(one: View, other: View): readonly [string, string] | undefined {
  const length = Math.max(one.lines.length, other.lines.length)
  for (let line = 0; line < length; line++) {
    const [a = 'nothing', b = 'nothing'] = [one.lines[line], other.lines[line]]
    if (a === b) continue
    const at = [...a].findIndex((character, index) => character !== b[index])
    const from = Math.max(0, (at < 0 ? a.length : at) - 200)
    return [a, b].map((text) => `${text.slice(0, 40)} … ${text.slice(from, from + 400)}`) as [string, string]
  }
  return undefined
}

/**
 * What looks random and is made of the data: it is the same on two servers with the same data, and another on one with
 * other data.
 */
export function firstFingerprint(one: View, same: View, other: View): string | undefined {
  return one.random.find((found, at) => found === same.random[at] && found !== other.random[at])
}

function routeOf(id: string): AnyRoute {
  const route = allRoutes.find((one) => one.id === id)
  assert.ok(route !== undefined, id)
  return route
}

type Receiver = {
  readonly url: string
  /** What came, when nothing more comes. */
  readonly settled: () => Promise<readonly string[]>
  readonly close: () => void
}

/** Takes what webhooks are told. */
async function openReceiver(): Promise<Receiver> {
  const came: string[] = []
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = []
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
    incoming.on('end', () => {
      const names = Object.keys(incoming.headers).toSorted().join(' ')
      const length = String(incoming.headers['content-length'])
      came.push(JSON.stringify([incoming.url, names, length, Buffer.concat(chunks).toString('utf8')]))
      outgoing.writeHead(204).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    settled: async () => {
      let before = -1
      while (came.length !== before) {
        before = came.length
        await new Promise((resolve) => setTimeout(resolve, 700))
      }
      return came
    },
    close: () => server.close(),
  }
}

/** Deliveries overtake each other: they are put in order by what they say of which run, and not by its random id. */
function inOrder(came: readonly string[], ids: readonly string[]): readonly string[] {
  const named = came.map((line) => ids.reduce((text, id, place) => text.replaceAll(id, `asked ${place}`), line))
  const anonymous = (line: string): string => viewOf([line]).lines.join('\n')
  return named.toSorted((a, b) => (anonymous(a) < anonymous(b) ? -1 : 1))
}
