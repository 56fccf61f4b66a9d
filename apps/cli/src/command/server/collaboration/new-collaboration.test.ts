import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CollaborationDocument } from '@glovebox/cleanroom'
import { UsageError } from '../../../usage-error.ts'
import { type CreateOptions, newCollaborationOf } from './new-collaboration.ts'

const org = `org_${'a'.repeat(26)}`
const document: CollaborationDocument = {
  version: 1,
  collaboration: 'measurement',
  members: [{ name: 'publisher' }, { name: 'advertiser', abilities: ['query', 'receive'] }],
}

test('options describe a collaboration', () => {
  assert.deepEqual(
    newCollaborationOf({
      name: 'measurement',
      as: 'publisher',
      abilities: 'contribute, pay',
      member: [`advertiser=${org}:query,receive`, `agency=${org}`],
      pay: true,
      purposes: 'planning',
      retentionDays: 7,
    }),
    {
      name: 'measurement',
      creator: { name: 'publisher', abilities: ['contribute', 'pay'], acceptsPayment: true },
      members: [
        { name: 'advertiser', organisation: org, abilities: ['query', 'receive'] },
        { name: 'agency', organisation: org, abilities: [] },
      ],
      settings: { purposes: ['planning'], resultRetentionDays: 7 },
    },
  )
})

test('a file brings its name, members and abilities', () => {
  assert.deepEqual(newCollaborationOf({ as: 'publisher', organisation: [`advertiser=${org}`] }, document), {
    name: 'measurement',
    creator: { name: 'publisher', abilities: [] },
    members: [{ name: 'advertiser', organisation: org, abilities: ['query', 'receive'] }],
  })
})

const misuses: readonly (readonly [
  name: string,
  options: CreateOptions,
  message: RegExp,
  document?: CollaborationDocument,
])[] = [
  ['no name', { as: 'publisher' }, /--name/],
  ['nobody who makes it', { name: 'm' }, /--as MEMBER/],
  ['an ability that is none', { name: 'm', as: 'p', abilities: 'read' }, /read is no ability/],
  ['a member without an organisation', { name: 'm', as: 'p', member: ['advertiser:query'] }, /NAME=org_…/],
  ['a member with a name for an organisation', { name: 'm', as: 'p', member: ['a=airline:query'] }, /NAME=org_…/],
  ['a maker the file does not know', { as: 'agency' }, /no member agency; it has publisher, advertiser/, document],
  ['a member of the file without an organisation', { as: 'publisher' }, /which organisation is advertiser/, document],
  [
    'an organisation for nobody',
    { as: 'publisher', organisation: [`agency=${org}`] },
    /the file has no such member/,
    document,
  ],
  ['members beside a file', { as: 'publisher', member: [`agency=${org}`] }, /does not go with a file/, document],
]

for (const [name, options, message, file] of misuses) {
  test(`misuse: ${name}`, () => {
    assert.throws(
      () => newCollaborationOf(options, file),
      (error) => error instanceof UsageError && message.test(error.message),
    )
  })
}
