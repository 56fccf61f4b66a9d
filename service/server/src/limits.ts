import { availableParallelism, totalmem } from 'node:os'
import type { EngineLimits } from './port/engine.ts'

/** How long a run may take where its submitter says nothing. */
export const defaultTimeoutMs: number = 5 * 60 * 1000

/** How long reading the types of one source may take. */
export const describeTimeoutMs: number = 60 * 1000

/** How long looking at a source may take before a run begins. */
export const pinTimeoutMs: number = 60 * 1000

/** The share of the machine's memory that one run may take, and what it never passes. */
const memoryShare = 0.75
const memoryCapMb = 4096

/** Disk for what does not fit in memory. */
const temporaryMb = 32 * 1024

/** More rows than anybody reads; a result that size is a copy of the data. */
const resultRows = 1_000_000

/** Longer SQL is not kept whole in the log: its start and its hash stand for it. */
export const loggedSqlLength: number = 20_000

/** The limits of a run on this machine. */
export function engineLimits(timeoutMs: number = defaultTimeoutMs): EngineLimits {
  const constrained = process.constrainedMemory()
  const memory = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
  return {
    timeoutMs,
    memoryMb: Math.floor(Math.min((memory * memoryShare) / 2 ** 20, memoryCapMb)),
    threads: availableParallelism(),
    temporaryMb,
    resultRows,
  }
}
