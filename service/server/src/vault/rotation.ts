import { existsSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../state/random-id.ts'
import { openBytes, sealBytes } from './sealed-text.ts'
import { aboutWrapped, wrappedIn } from './wrapped-file.ts'
import { syncFolder, writeDurably, writeFileDurably } from './write-file-durably.ts'

const aboutFormer = 'glovebox former master key'

/** Wraps every key of a folder by another master key. */
export type Rotation = {
  readonly folder: string
  readonly former: Uint8Array
  readonly next: { readonly key: Uint8Array; readonly putInPlace?: () => void }
  readonly random: Random
}

/**
 * The steps of a rotation, each on disk when it is given. Until the first nothing has changed; from then on the former
 * key lies sealed by the new one, with which whoever opens the folder goes on.
 */
export function* rotationSteps({ folder, former, next, random }: Rotation): Generator<string, number> {
  // What cannot be opened now could not be later either.
  for (const name of wrappedIn(folder)) openWrapped(folder, name, [former, next.key])
  writeFileDurably(journalIn(folder), sealBytes(next.key, former, aboutFormer, random))
  yield 'begun'
  next.putInPlace?.()
  yield 'in place'
  return yield* wrapAgain(folder, former, next.key, random)
}

/** Ends a rotation that was cut short, and gives how many keys were left; nothing where there is none for this key. */
export function endRotation(folder: string, key: Uint8Array, random: Random): number | undefined {
  const former = formerKey(folder, key)
  if (former === undefined) return undefined
  return takeAll(wrapAgain(folder, former, key, random))
}

/** Whether a rotation was cut short. */
export function isRotating(folder: string): boolean {
  return existsSync(journalIn(folder))
}

/** The former master key, where this is the new one of a rotation that was cut short. */
export function formerKey(folder: string, key: Uint8Array): Uint8Array | undefined {
  if (!isRotating(folder)) return undefined
  try {
    return openBytes(key, readFileSync(journalIn(folder)), aboutFormer)
  } catch {
    return undefined
  }
}

/** Does all steps. */
export function takeAll(steps: Generator<string, number>): number {
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
  }
}

function* wrapAgain(folder: string, former: Uint8Array, key: Uint8Array, random: Random): Generator<string, number> {
  let count = 0
  for (const name of wrappedIn(folder)) {
    const opened = openWrapped(folder, name, [key, former])
    if (opened.by === 0) continue
    writeFileDurably(join(folder, name), sealBytes(key, opened.bytes, aboutWrapped(name), random))
    count += 1
    yield name
  }
  const journal = journalIn(folder)
  writeDurably(journal, Buffer.alloc(statSync(journal).size), 'r+')
  rmSync(journal)
  syncFolder(folder)
  yield 'ended'
  return count
}

function openWrapped(
  folder: string,
  name: string,
  keys: readonly Uint8Array[],
): { readonly bytes: Uint8Array; readonly by: number } {
  const wrapped = readFileSync(join(folder, name))
  for (const [by, key] of keys.entries()) {
    try {
      return { bytes: openBytes(key, wrapped, aboutWrapped(name)), by }
    } catch {
      // By the next one, perhaps.
    }
  }
  throw new Error(`${name} was wrapped by neither key`)
}

function journalIn(folder: string): string {
  return join(folder, 'rotation.key')
}
