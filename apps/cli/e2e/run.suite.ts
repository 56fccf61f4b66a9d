import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import { fileURLToPath } from 'node:url'

// Runs the command as a shell would, over a small room of its own.

export const launcher: string = fileURLToPath(new URL('../bin/glovebox.mjs', import.meta.url))

export type Ended = {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export type Running = { readonly child: ChildProcess; readonly ended: Promise<Ended> }

export type RunSettings = {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[]
}

/** Starts `glovebox` with these arguments. */
export function start(args: readonly string[], settings: RunSettings = {}): Running {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env
  const child = spawn(process.execPath, [...(settings.nodeOptions ?? []), launcher, ...args], {
    cwd: settings.cwd,
    env: { ...env, ...settings.env },
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  child.stdin.end(settings.input ?? '')
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
  })
  return { child, ended }
}

/** Runs `glovebox` to its end. */
export function glovebox(args: readonly string[], settings: RunSettings = {}): Promise<Ended> {
  return start(args, settings).ended
}

const root = mkdtempSync(join(tmpdir(), 'glovebox-cli-'))
after(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }))

/** Publisher owns visits, under a threshold, and the same for a template only; advertiser owns the public numbers; analyst may ask and not receive. */
const collaboration = `version: 1
collaboration: cli
members:
  - name: publisher
  - name: advertiser
    abilities: [query, receive]
  - name: analyst
    abilities: [query]
tables:
  - name: visits
    owner: publisher
    source: { file: visits.csv }
    rule:
      custom:
        allowedAnalyses: [ANY_QUERY]
        allowedAnalysisProviders: [advertiser, analyst]
        aggregationThresholds: [{ identityColumns: [user_id], minimumIdentityCount: 2, type: COUNT_DISTINCT }]
  - name: surveyed
    owner: publisher
    source: { file: visits.csv }
    rule:
      custom:
        allowedAnalyses: [by_city]
        aggregationThresholds: [{ identityColumns: [user_id], minimumIdentityCount: 2, type: COUNT_DISTINCT }]
  - name: numbers
    owner: advertiser
    source: { file: numbers.csv }
    columns: { n: BIGINT, note: VARCHAR }
    public: true
  - name: broken
    owner: advertiser
    source: { file: broken.parquet }
    columns: { a: BIGINT }
    public: true
templates:
  - name: by_city
    author: advertiser
    sql: SELECT city, COUNT(DISTINCT user_id) AS people FROM surveyed WHERE spent >= :least GROUP BY city
    parameters: [{ name: least, type: BIGINT, default: '0' }]
    approvedBy: [publisher]
`

let rooms = 0

/** A folder with a collaboration file and its data. */
export function newRoom(text: string = collaboration): string {
  rooms += 1
  const folder = mkdtempSync(join(root, `room-${rooms}-`))
  const notes = ['plain', '"a, ""quoted"" one"', '', '""', '\u001b[31mred', '=1+1', '東京']
  writeFileSync(join(folder, 'collaboration.yaml'), text)
  writeFileSync(
    join(folder, 'visits.csv'),
    'user_id,city,spent\n1,Berlin,10\n2,Berlin,20\n3,Bern,5\n3,Berlin,7\n4,Bern,\n5,Basel,100\n',
  )
  writeFileSync(join(folder, 'numbers.csv'), `n,note\n${notes.map((note, i) => `${i},${note}`).join('\n')}\n`)
  writeFileSync(join(folder, 'broken.parquet'), 'this is not Parquet')
  writeFileSync(join(folder, 'broken.sql'), Buffer.from("SELECT 'caf\xe9' AS c", 'latin1'))
  return folder
}

const protectedVisits = `version: 1
collaboration: private
members:
  - name: publisher
  - name: advertiser
    abilities: [query, receive]
tables:
  - name: visits
    owner: publisher
    source: { file: visits.csv }
    columns: { user_id: BIGINT, city: VARCHAR, spent: BIGINT }
    rule:
      custom:
        allowedAnalyses: [ANY_QUERY]
        allowedAnalysisProviders: [advertiser]
        differentialPrivacy: { columns: [{ name: user_id }] }
    privacy:
      unit: user_id
      columns: { spent: { range: [0, 100] }, city: { values: [Berlin, Bern, Basel] } }
      maxGroupsContributed: 2
      maxRowsPerGroup: 1
budgets:
  - owner: publisher
    epsilon: 1
    delta: 1e-6
    perQuery: { epsilon: 0.5 }
    warnAt: [0.5]
`

/** A room whose visits are protected; three questions at its usual price nearly use up its budget. */
export function privateRoom(): string {
  return newRoom(protectedVisits)
}

/** SQL that no machine finishes while a test waits. */
export const endless: string =
  'SELECT COUNT(*) AS c FROM numbers a CROSS JOIN numbers b CROSS JOIN numbers c CROSS JOIN numbers d CROSS JOIN numbers e'

/** A room whose numbers are many, so that `endless` is. */
export function heavyRoom(): string {
  const folder = newRoom()
  writeFileSync(
    join(folder, 'numbers.csv'),
    `n,note\n${Array.from({ length: 50_000 }, (_, i) => `${i},x`).join('\n')}\n`,
  )
  return folder
}
