import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signCheckpoint, signingKey } from '@glovebox/crypto'
import { type Comparison, compareCheckpoints } from './compare-checkpoints.ts'
import { events, key, origin, signedLog, verifierKey } from './signed-log.fixture.ts'

const trust = { verifierKey, origin }
const log = signedLog(events)
const all = events.length

test('checkpoints of one log are of one history, in either order', () => {
  for (let older = 0; older <= all; older++)
    for (let newer = older; newer <= all; newer++) {
      const proof = log.consistency(older, newer)
      const [a, b] = [log.checkpoint(older), log.checkpoint(newer)]
      assert.equal(kindOf(compareCheckpoints(a, b, trust, proof)), 'same-history')
      assert.equal(kindOf(compareCheckpoints(b, a, trust, proof)), 'same-history')
    }
})

const sizes = Array.from({ length: all }, (_, at) => at + 1)

for (const parting of sizes.map((size) => size - 1)) {
  const fork = forkAt(parting)
  const both = sizes.flatMap((mine) => sizes.map((theirs) => ({ mine, theirs, low: Math.min(mine, theirs) })))

  test(`two logs that part after entry ${parting} are each whole, and one up to there`, () => {
    for (const { mine, theirs, low } of both.filter(({ low }) => low <= parting)) {
      const proof = (mine < theirs ? fork : log).consistency(low, Math.max(mine, theirs))
      const found = compareCheckpoints(log.checkpoint(mine), fork.checkpoint(theirs), trust, proof)
      assert.equal(kindOf(found), 'same-history', `${mine}, ${theirs}`)
    }
    const [first, last] = [fork.checkpoint(1), fork.checkpoint(all)]
    assert.equal(kindOf(compareCheckpoints(first, last, trust, fork.consistency(1, all))), 'same-history')
  })

  test(`two logs that part after entry ${parting} are found out, whatever proof the server gives`, () => {
    for (const { mine, theirs, low } of both.filter(({ low }) => low > parting))
      for (const liar of [log, fork]) {
        const proof = liar.consistency(low, Math.max(mine, theirs))
        const found = compareCheckpoints(log.checkpoint(mine), fork.checkpoint(theirs), trust, proof)
        assert.equal(kindOf(found), mine === theirs ? 'forked' : 'rewritten', `${mine}, ${theirs}`)
      }
  })
}

test('without a proof nothing is said of logs of two sizes', () => {
  assert.equal(kindOf(compareCheckpoints(log.checkpoint(2), log.checkpoint(4), trust)), 'unproven')
})

test('each finding is said in words, with the sizes', () => {
  const fork = forkAt(1)
  const words = (found: ReturnType<typeof compareCheckpoints>): string => ('words' in found ? found.words : '')
  assert.equal(
    words(compareCheckpoints(log.checkpoint(4), fork.checkpoint(4), trust)),
    'the server signed two different logs of 4 entries: keep both checkpoints, they prove it',
  )
  assert.match(
    words(compareCheckpoints(log.checkpoint(2), fork.checkpoint(4), trust, fork.consistency(2, 4))),
    /rewritten/,
  )
  assert.match(words(compareCheckpoints(log.checkpoint(1), log.checkpoint(1), trust)), /the same 1 entry$/)
})

const other = signingKey('rooms.example', new Uint8Array(32).fill(9))
const refuted: readonly [name: string, theirs: string, code: string][] = [
  ['nonsense', 'nonsense', 'SIGN_NOTE_MALFORMED'],
  ['another key', signCheckpoint({ origin, size: 4, root: log.root(4) }, other), 'SIGN_KEY_UNKNOWN'],
  ['another log', signCheckpoint({ origin: `${origin}b`, size: 4, root: log.root(4) }, key), 'SIGN_OTHER_LOG'],
  ['a changed root', log.checkpoint(4).replace(/\n(.)(.*=)\n/, '\n_$2\n'), 'SIGN_BAD_SIGNATURE'],
]

for (const [name, theirs, code] of refuted) {
  test(`not compared: a checkpoint of ${name}`, () => {
    const found = compareCheckpoints(log.checkpoint(4), theirs, trust)
    assert.equal('status' in found && found.diagnostics[0]?.code, code)
  })
}

test('two logs of one server are not compared, also where no log is named', () => {
  const theirs = signCheckpoint({ origin: `${origin}b`, size: 4, root: log.root(4) }, key)
  const found = compareCheckpoints(log.checkpoint(4), theirs, { verifierKey })
  assert.equal('status' in found && found.diagnostics[0]?.code, 'SIGN_OTHER_LOG')
})

/** A log whose first `parting` entries are the same. */
function forkAt(parting: number): ReturnType<typeof signedLog> {
  return signedLog([
    ...events.slice(0, parting),
    ...events.slice(parting).map((event) => ({ ...event, member: 'liar' })),
  ])
}

function kindOf(found: Comparison | { readonly status: 'refuted' }): string {
  return 'kind' in found ? found.kind : found.status
}
