import type { Command } from 'commander'
import { addVerb } from '../verb.ts'
import { addCreate } from './create.ts'
import { addEnding } from './end.ts'
import { addInvitations } from './invitations.ts'
import { addList } from './list.ts'
import { addMembership } from './membership.ts'

/** `glovebox collaboration …`: makes, joins, shows, leaves and closes collaborations on a server. */
export function addCollaboration(program: Command): void {
  const noun = addVerb(program, 'collaboration', {
    summary: 'make, join, show, leave or close a collaboration on a server',
    description: 'Makes, joins, shows, leaves and closes collaborations on a server.',
    examples: ['collaboration list', 'collaboration show measurement', 'collaboration accept measurement'],
  })
  for (const add of [addList, addCreate, addInvitations, addMembership, addEnding]) add(noun)
}
