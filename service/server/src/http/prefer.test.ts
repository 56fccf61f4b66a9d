import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listRuns, readRun, submitRun } from '@glovebox/api'
import { preferredWait } from './prefer.ts'

const rows: readonly (readonly [string | undefined, number | undefined])[] = [
  ['wait=10', 10],
  ['respond-async, WAIT = "7"; x=y', 7],
  ['wait=0', 0],
  ['wait=600', 30],
  ['wait=5, wait=9', 5],
  ['wait=soon, wait=9', undefined],
  ['wait="5', undefined],
  ['wait=-1', undefined],
  ['waiting=5', undefined],
  ['respond-async', undefined],
  [undefined, undefined],
]

for (const [prefer, seconds] of rows)
  test(`\`Prefer: ${prefer}\` asks a run to be waited for ${seconds ?? 'no'} seconds`, () => {
    assert.equal(preferredWait(submitRun, prefer), seconds)
    assert.equal(preferredWait(readRun, prefer), seconds)
  })

test('a list waits for nothing', () => assert.equal(preferredWait(listRuns, 'wait=5'), undefined))
