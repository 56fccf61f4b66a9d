import {
  acceptOrganisationInvitation,
  changeOrganisation,
  getOrganisation,
  inviteOrganisation,
  listOrganisations,
  listSignIns,
  makeOrganisation,
} from '@glovebox/api'
import { changeOrganisation as change, readOrganisation } from '../../identity/change-organisation.ts'
import type { Identity } from '../../identity/identity.ts'
import { listSignIns as listEvents } from '../../identity/list-sign-ins.ts'
import {
  acceptOrganisationInvitation as accept,
  inviteOrganisation as invite,
  listOrganisations as list,
  makeOrganisation as make,
} from '../../identity/organisations.ts'
import { type Binding, bind } from '../binding.ts'
import { actorOf, reply, replyVersioned, versionCheck, whenceOf } from './reply.ts'

/** Organisations: the own one with its sign-in audit, and how others come to the server. */
export function organisationBindings(identity: Identity): readonly Binding[] {
  return [
    bind(getOrganisation, async (call) => replyVersioned(await readOrganisation(identity, actorOf(call)))),
    bind(changeOrganisation, async (call) =>
      replyVersioned(await change(identity, actorOf(call), call.body, versionCheck(call.request))),
    ),
    bind(listSignIns, async (call) => reply(await listEvents(identity, actorOf(call), call.query))),
    bind(makeOrganisation, async (call) => reply(await make(identity, actorOf(call), call.body))),
    bind(listOrganisations, async (call) => reply(await list(identity, call.query))),
    bind(inviteOrganisation, async (call) => reply(await invite(identity, actorOf(call), call.body))),
    bind(acceptOrganisationInvitation, async (call) =>
      reply(await accept(identity, whenceOf(call.request), call.body)),
    ),
  ]
}
