import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UsageError } from '../../../usage-error.ts'
import { changeSentence } from './change-sentence.ts'
import { changesOf, type ProposeOptions } from './propose.ts'

const org = `org_${'a'.repeat(26)}`

const rows: readonly (readonly [options: ProposeOptions, sentences: readonly string[]])[] = [
  [{ addMember: [`agency=${org}:receive`] }, [`add agency (${org}) with receive`]],
  [{ addMember: [`agency=${org}`] }, [`add agency (${org}) with no abilities`]],
  [{ removeMember: ['agency', 'airline'] }, ['remove agency', 'remove airline']],
  [{ grant: ['agency=query,receive'] }, ['grant query to agency', 'grant receive to agency']],
  [{ revoke: ['agency=query'] }, ['revoke query from agency']],
  [{ autoApprove: 'add-member,grant-pay' }, ['approve by itself: add-member, grant-pay']],
  [{ autoApprove: 'none' }, ['approve by itself: nothing']],
  [
    { purposes: 'none', retentionDays: 7, minimumIsolation: 'none' },
    ['set purposes to nothing, resultRetentionDays to 7, minimumIsolation to nothing'],
  ],
  [{ purposes: 'planning' }, ['set purposes to ["planning"]']],
]

for (const [options, sentences] of rows) {
  test(`proposed: ${sentences.join('; ')}`, () => {
    assert.deepEqual(changesOf(options).map(changeSentence), sentences)
  })
}

test('misuse: nothing to change, or changes that cannot be meant', () => {
  for (const options of [{}, { comment: 'why' }, { grant: ['query'] }, { grant: ['a=fly'] }, { addMember: ['agency'] }])
    assert.throws(() => changesOf(options), UsageError)
})
