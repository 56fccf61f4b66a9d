import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { listBudgets, submitRun } from '@glovebox/api'
import { type FireGround, type GroundOptions, openFireGround, protectedQuestion } from './ground.suite.ts'
import { checkBooks, checkEnds, checkLog, newWitness } from './invariants.suite.ts'
import { type Crew, type Door, type Load, startLoad } from './load.suite.ts'

/** How many questions the budget pays for. Asks the first of them. */
export async function affordableIn({ room }: FireGround): Promise<number> {
  const { advertiser, publisher, collaboration } = room
  const params = { collaboration }
  const run = await advertiser.client.call(submitRun, {
    params,
    query: { wait: 30 },
    body: { sql: protectedQuestion(3) },
  })
  assert.equal(run.status, 'ok', JSON.stringify(run))
  const { budgets } = await publisher.client.call(listBudgets, { params })
  const left = budgets[0]?.remaining.analyses
  assert.ok(left !== undefined && left > 0)
  return left + 1
}

/** What came of it, for whoever runs it by hand. */
export type KillReport = {
  readonly kills: number
  readonly whileOpening: number
  readonly requests: number
  readonly lost: number
  readonly acknowledged: number
  readonly answers: Readonly<Record<string, number>>
  readonly ends: Readonly<Record<string, number>>
}

/** Until some more requests were answered, however slow the machine is, and a moment longer. */
async function untilBusy({ counts }: Load, more: number): Promise<void> {
  const answered = (): number => [...counts.answers.values()].reduce((sum, count) => sum + count, 0)
  const enough = answered() + more
  const deadline = performance.now() + 30_000
  while (answered() < enough && performance.now() < deadline) await sleep(2)
  await sleep(Math.random() * 25)
}

/** Kills the server at random moments while members work, lets another go on, and checks what is left each time. */
export async function killAgainAndAgain(
  options: GroundOptions,
  crew: Crew,
  { rounds, most }: { readonly rounds: number; readonly most: number },
): Promise<KillReport> {
  const ground = await openFireGround(options)
  try {
    const affordable = await affordableIn(ground)
    const witness = newWitness()
    const door: Door = { open: Promise.resolve() }
    const load = startLoad(ground.room, crew, door)
    let whileOpening = 0
    let current = ground.first
    try {
      await untilBusy(load, most)
      for (let round = 0; round < rounds; round++) {
        const { promise, resolve } = Promise.withResolvers<void>()
        door.open = promise
        await current.kill()
        await checkBooks(ground, load, { witness, affordable })
        current = ground.next()
        await current.loaded
        const opened = current.open()
        if (round % 5 === 2) {
          opened.then(() => resolve(), resolve)
          whileOpening += 1
          await sleep(Math.random() * 80)
        } else {
          await opened
          resolve()
          await untilBusy(load, Math.random() * most)
        }
      }
      // Whichever it was that was killed last while it opened.
      await current.kill()
      await ground.next().open()
    } finally {
      await load.stop()
    }
    await checkBooks(ground, load, { witness, affordable })
    const ends = await checkEnds(ground, load)
    await checkLog(ground)
    assert.deepEqual(load.faults, [])
    assert.ok(
      load.acknowledged.size > rounds / 2,
      `only ${load.acknowledged.size} runs were acknowledged: ${JSON.stringify([...load.counts.answers])}`,
    )
    const { requests, lost, answers } = load.counts
    return {
      kills: rounds + 1,
      whileOpening,
      requests,
      lost,
      acknowledged: load.acknowledged.size,
      answers: Object.fromEntries(answers),
      ends: Object.fromEntries(ends),
    }
  } finally {
    await ground.close()
  }
}
