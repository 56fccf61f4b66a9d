import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CollaborationDocument } from '@glovebox/cleanroom'
import { postponeApprovals } from './postpone-approvals.ts'

const document: CollaborationDocument = {
  version: 1,
  collaboration: 'c',
  members: [{ name: 'airline' }, { name: 'programme' }],
  templates: [
    { name: 'theirs', author: 'airline', sql: 'SELECT 1', approvedBy: ['programme', 'airline'] },
    { name: 'There', author: 'airline', sql: 'SELECT 2', approvedBy: ['programme'] },
    { name: 'own', author: 'programme', sql: 'SELECT 3', approvedBy: ['programme'] },
  ],
}

test('an approval waits until its template is proposed; nothing else does', () => {
  const { document: sent, templates } = postponeApprovals(document, { member: 'programme', proposed: ['there'] })
  assert.deepEqual(templates, ['theirs'])
  assert.deepEqual(
    sent.templates?.map(({ approvedBy }) => approvedBy),
    [['airline'], ['programme'], ['programme']],
  )
})

test('a document with nothing to wait for stays as it is', () => {
  assert.equal(postponeApprovals(document, { member: 'programme', proposed: ['theirs', 'There'] }).document, document)
  assert.equal(postponeApprovals(document, { member: 'airline', proposed: [] }).document, document)
})
