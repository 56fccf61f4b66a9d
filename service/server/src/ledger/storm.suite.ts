import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { verifyLog } from '../log/verify.ts'
import { readEntries, readStoredLog } from '../state/audit-log.ts'
import { inSnapshot, type RoomState } from '../store/room-state.ts'
import { ledgerFault } from './against-log.ts'
import { lifetime } from './balance.ts'
import { entries, type LedgerEntry } from './history.ts'
import { cost } from './requests.fixture.ts'

/** Where processes spend: a room's folder or database, and a folder for what they are told. */
export type Storm = { readonly state: RoomState; readonly place: string; readonly folder: string }

const fixture = fileURLToPath(new URL('./spend.fixture.ts', import.meta.url))
const owners = ['publisher', 'retailer'] as const
/** A process that spends. */
export type Spender = {
  readonly member: string
  readonly mode: 'each' | 'group'
  readonly count: number
  readonly releases: 'keep' | 'release'
}
/** What all may spend together, and what each. */
export type Caps = { readonly all: number; readonly member: number }

/** What a process says goes to a file: whatever it was told stays there when it is killed. */
function start({ folder, place }: Storm, { member, mode, count, releases }: Spender, caps: Caps): ChildProcess {
  const said = openSync(saidBy(folder, member), 'a')
  const args = [fixture, place, member, count, caps.all, caps.member, mode, releases].map(String)
  const child = spawn(process.execPath, args, { stdio: ['ignore', said, 'inherit'] })
  closeSync(said)
  return child
}

function saidBy(folder: string, member: string): string {
  return join(folder, `${member}.said`)
}

/** Waits until the processes are told something new, or have ended. */
async function atWork(folder: string, children: readonly ChildProcess[], members: readonly string[]): Promise<void> {
  const sizes = (): readonly number[] => members.map((member) => statSync(saidBy(folder, member)).size)
  const before = sizes()
  const isIdle = (size: number, place: number): boolean => size === before[place] && children[place]?.exitCode === null
  while (sizes().some(isIdle)) await sleep(5)
}

/** The keys that were told each word. A last line without its end was not said. */
function told(folder: string, member: string): (word: string) => ReadonlySet<string> {
  const path = saidBy(folder, member)
  const lines = (existsSync(path) ? readFileSync(path, 'utf8') : '').split('\n').slice(0, -1)
  return (word) => new Set(lines.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : [])))
}

/** Balances, history and audit log are one story, within every cap. Gives the charges that stand. */
async function checkBooks(state: RoomState, caps: Caps, members: readonly string[]): Promise<readonly LedgerEntry[]> {
  const books: (readonly LedgerEntry[])[] = []
  for (const owner of owners)
    books.push((await entries(state, { owner })).filter(({ status }) => status !== 'released'))
  const [standing = []] = books
  const logged = (await readEntries(state, {})).map(({ entry }) => entry.kind)
  const net = logged.filter((k) => k === 'charged').length - logged.filter((k) => k === 'charge-released').length
  assert.equal(net, standing.length)
  for (const [place, owner] of owners.entries()) {
    assert.deepEqual(
      books[place]?.map(({ run }) => run),
      standing.map(({ run }) => run),
    )
    assert.deepEqual((await lifetime(state, { owner })).zcdp, cost(standing.length, 2 * standing.length))
    for (const member of members) {
      const of = standing.filter((entry) => entry.member === member).length
      assert.deepEqual((await lifetime(state, { owner, member })).zcdp, cost(of, 2 * of))
      assert.ok(of <= caps.member)
    }
  }
  assert.ok(standing.length <= caps.all)
  assert.equal(new Set(standing.map(({ run }) => run)).size, standing.length, 'a key pays once')
  assert.equal((await inSnapshot(state, async (picture) => await verifyLog(await readStoredLog(picture)))).status, 'ok')
  assert.equal(await inSnapshot(state, ledgerFault), undefined)
  return standing
}

/** Whoever was told something still finds it so. */
function checkTold(folder: string, member: string, standing: readonly LedgerEntry[]): void {
  const word = told(folder, member)
  const status = new Map(standing.map((entry) => [entry.run, entry.status]))
  for (const key of word('reserved')) assert.ok(status.has(key) || word('giving-back').has(key), `${key} was lost`)
  for (const key of word('touched')) assert.ok(['touched', 'spent'].includes(status.get(key) ?? ''), `${key} was lost`)
  for (const key of word('spent')) assert.equal(status.get(key), 'spent')
  assert.deepEqual([...word('refunded')], [])
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

/** Lets processes spend at once to their end. Gives the charges that stand. */
export async function spendAll(
  storm: Storm,
  spenders: readonly Spender[],
  caps: Caps,
): Promise<readonly LedgerEntry[]> {
  const children = spenders.map((spender) => start(storm, spender, caps))
  await Promise.all(children.map(end))
  for (const { exitCode } of children) assert.equal(exitCode, 0)
  return checkAll(storm, spenders, caps)
}

/** Kills processes while they spend, again and again, and then lets them spend one after the other to their end. */
export async function killAgainAndAgain(
  storm: Storm,
  spenders: readonly Spender[],
  caps: Caps,
  { rounds, pace }: { readonly rounds: number; readonly pace: number },
): Promise<readonly LedgerEntry[]> {
  const members = spenders.map(({ member }) => member)
  let killed = 0
  let most = 0
  for (let round = 0; round < rounds; round++) {
    const children = spenders.map((spender) => start(storm, spender, caps))
    // Some are cut short while they open the room.
    if (round % 4 !== 0) await atWork(storm.folder, children, members)
    for (const child of children) {
      await sleep(pace * (90 + ((round * 137) % 400)))
      child.kill('SIGKILL')
      await end(child)
      if (child.signalCode === 'SIGKILL') killed += 1
    }
    most = Math.max(most, (await checkAll(storm, spenders, caps)).length)
  }
  assert.ok(killed > rounds / 2, 'too few processes were killed while they worked')
  assert.ok(most > 100, 'too little was spent between the kills')
  // One after the other, so that nobody is refused for what another is about to give back.
  for (const spender of spenders) await end(start(storm, { ...spender, mode: 'each' }, caps))
  return checkAll(storm, spenders, caps)
}

async function checkAll(storm: Storm, spenders: readonly Spender[], caps: Caps): Promise<readonly LedgerEntry[]> {
  const members = spenders.map(({ member }) => member)
  const standing = await checkBooks(storm.state, caps, members)
  for (const member of members) checkTold(storm.folder, member, standing)
  return standing
}
