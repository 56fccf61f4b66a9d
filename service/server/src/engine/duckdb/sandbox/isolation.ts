import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { IsolationReport } from '@glovebox/api'
import { bubblewrapArguments, inside } from './bubblewrap.ts'
import { findLibraries, type Libraries } from './libraries.ts'
import { findMemoryGroups, type MemoryGroups } from './memory-group.ts'
import { seccompFilter } from './seccomp.ts'

/** How workers are kept apart on this machine. */
export type Isolation = { readonly memoryGroups?: MemoryGroups } & (
  | {
      readonly level: 'sandbox'
      readonly bubblewrap: string
      readonly filter: Buffer
      readonly libraries: Libraries
    }
  | { readonly level: 'process'; readonly missing: string }
)

/** Tries a sandbox for this addon and says what the machine allows. `details` are the operating system's own words. */
export async function probeIsolation(
  addonFolder: string,
  addonFile: string,
  details: (text: string) => void = () => {},
): Promise<Isolation> {
  const [isolation, memoryGroups] = await Promise.all([probe(addonFolder, addonFile, details), findMemoryGroups()])
  return { ...isolation, ...(memoryGroups === undefined ? {} : { memoryGroups }) }
}

async function probe(addonFolder: string, addonFile: string, details: (text: string) => void): Promise<Isolation> {
  const unavailable = (missing: string): Isolation => ({ level: 'process', missing })
  if (process.platform !== 'linux') return unavailable('a sandbox needs Linux')
  const filter = seccompFilter(process.arch)
  if (filter === undefined) return unavailable('the system call filter is not written for this processor')
  const bubblewrap = findProgram('bwrap')
  if (bubblewrap === undefined) return unavailable('bubblewrap is not installed (apt-get install bubblewrap)')
  const libraries = findLibraries()
  if (libraries === undefined) return unavailable('the system libraries that a sandbox needs were not found')
  const view = { libraries, node: process.execPath, addonFolder, files: [] }
  // The loader lists the libraries of the addon: namespaces, mounts, filter and libraries are tried in one go.
  const trial = [...bubblewrapArguments(view, 3), libraries.loader, '--list', join(inside.addonFolder, addonFile)]
  const { isDone, output } = await runTrial(bubblewrap, trial, filter)
  if (isDone && !output.includes('not found')) return { level: 'sandbox', bubblewrap, filter, libraries }
  details(output)
  return unavailable(
    isDone
      ? 'the libraries of the engine cannot be loaded inside bubblewrap'
      : 'the operating system refuses bubblewrap its namespaces (user namespaces must be allowed, or run as root with CAP_SYS_ADMIN)',
  )
}

/** What of the isolation goes into a run's record: words that are the same for every run on this machine. */
export function isolationReport(isolation: Isolation): IsolationReport {
  const always = [
    'a process of its own',
    'no environment variables',
    'locked engine configuration',
    'resource limits',
    'no core dumps',
    ...(isolation.memoryGroups === undefined ? [] : ['memory limit of the whole run (control group)']),
  ]
  switch (isolation.level) {
    case 'sandbox':
      return {
        level: 'sandbox',
        measures: [
          ...always,
          'namespaces of its own (bubblewrap)',
          'no network',
          "only the run's own files, read-only",
          'system call filter (seccomp)',
          'no privileges',
        ],
        missing: [],
      }
    case 'process':
      return { level: 'process', measures: always, missing: [isolation.missing] }
  }
}

function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/bin', '/usr/local/bin']
  return folders
    .filter((folder) => folder.startsWith('/'))
    .map((folder) => join(folder, name))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK)
        return true
      } catch {
        return false
      }
    })
}

function runTrial(
  program: string,
  trial: readonly string[],
  filter: Buffer,
): Promise<{ readonly isDone: boolean; readonly output: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, trial, { env: {}, stdio: ['ignore', 'pipe', 'pipe', 'pipe'], timeout: 10_000 })
    const output: Buffer[] = []
    child.stdout?.on('data', (part: Buffer) => output.push(part))
    child.stderr?.on('data', (part: Buffer) => output.push(part))
    const pipe = child.stdio[3]
    pipe?.on('error', () => {})
    if (pipe !== null && pipe !== undefined && 'end' in pipe) pipe.end(filter)
    child.on('error', (error) => resolve({ isDone: false, output: error.message }))
    child.on('close', (code) => resolve({ isDone: code === 0, output: Buffer.concat(output).toString('utf8') }))
  })
}
