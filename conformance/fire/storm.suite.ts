import assert from 'node:assert/strict'
import { ProblemError, type Run, submitRun } from '@glovebox/api'
import { type FireGround, type GroundOptions, openFireGround, protectedQuestion } from './ground.suite.ts'
import { checkBooks, checkEnds, checkLog, newWitness } from './invariants.suite.ts'
import { affordableIn } from './kill.suite.ts'

/** How a client's question ended: as a run, or as a refusal at the door. */
type Fate = { readonly key: string; readonly run: Run | undefined; readonly code: string | undefined }

/** Many clients ask at once for a budget that pays for few of them: exactly these get an answer, and nobody pays twice. */
export async function stormAtOnce(options: GroundOptions, clients: number): Promise<{ readonly affordable: number }> {
  const ground = await openFireGround(options)
  try {
    const affordable = await affordableIn(ground)
    assert.ok(affordable < clients, `the budget holds ${affordable} questions: no storm`)
    // Half of the clients ask twice with one key, as after an answer that was lost.
    const keys = Array.from({ length: clients }, (_, n) => [`c${n}`, ...(n % 2 === 0 ? [`c${n}`] : [])]).flat()
    const fates = await Promise.all(keys.map((key) => fateOf(ground, key)))
    const byKey = new Map<string, string>()
    for (const { key, run, code } of fates) {
      if (run === undefined) assert.equal(code, 'BUDGET_EXHAUSTED')
      else if (byKey.has(key)) assert.equal(run.id, byKey.get(key), 'one key has two runs')
      else byKey.set(key, run.id)
    }
    const load = { acknowledged: byKey, template: () => 1, counts: { requests: 0, lost: 0, answers: new Map() } }
    await checkBooks(ground, load, { witness: newWitness(), affordable })
    const ends = await checkEnds(ground, { ...load, faults: [], stop: async () => {} })
    await checkLog(ground)
    assert.equal(ends.get('ok'), affordable, JSON.stringify([...ends]))
    assert.deepEqual(
      [...ends.keys()].filter((end) => end !== 'ok' && end !== 'refused (budget)'),
      [],
    )
    return { affordable }
  } finally {
    await ground.close()
  }
}

async function fateOf({ room }: FireGround, key: string): Promise<Fate> {
  const { advertiser, collaboration } = room
  try {
    const run = await advertiser.client.call(
      submitRun,
      { params: { collaboration }, query: { wait: 30 }, body: { sql: protectedQuestion(10 + Number(key.slice(1))) } },
      { idempotencyKey: key },
    )
    return { key, run, code: undefined }
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error
    return { key, run: undefined, code: error.problem.code }
  }
}
