import {
  associateTable,
  createTable,
  deleteTable,
  getAssociation,
  getTable,
  listAssociations,
  listTables,
  listTableVersions,
  readTableSchema,
  revokeAssociation,
  updateAssociation,
  updateTable,
} from '@glovebox/api'
import { type ContributionWorld, contributorOf } from '../../collaboration/contribution-world.ts'
import * as associations from '../../collaboration/table/associate-table.ts'
import { changeTable, readSchema } from '../../collaboration/table/change-table.ts'
import { createTable as create } from '../../collaboration/table/create-table.ts'
import { deleteTable as remove } from '../../collaboration/table/delete-table.ts'
import * as read from '../../collaboration/table/read-associations.ts'
import * as tables from '../../collaboration/table/read-tables.ts'
import { type Binding, bind } from '../binding.ts'
import { emptyReplyOf, replyOf } from '../reply-of.ts'

/** Configured tables, and what collaborations have of them. */
export function tableBindings(world: ContributionWorld): readonly Binding[] {
  const { db } = world.store
  return [
    bind(createTable, async ({ body, principal }) => replyOf(await create(world, contributorOf(principal), body))),
    bind(listTables, async ({ query, principal }) =>
      replyOf(await tables.listTables(db, principal.organisation, query)),
    ),
    bind(getTable, async ({ params, principal }) =>
      replyOf(await tables.readTable(db, principal.organisation, params.table)),
    ),
    bind(updateTable, async ({ params, body, principal, request }) =>
      replyOf(await changeTable(world, contributorOf(principal), params.table, body, request.ifMatch)),
    ),
    bind(deleteTable, async ({ params, principal, request }) =>
      emptyReplyOf(await remove(world, contributorOf(principal), params.table, request.ifMatch)),
    ),
    bind(readTableSchema, async ({ params, principal }) =>
      replyOf(await readSchema(world, contributorOf(principal), params.table)),
    ),
    bind(listTableVersions, async ({ params, principal }) =>
      replyOf(await tables.listTableVersions(db, principal.organisation, params.table)),
    ),
    bind(associateTable, async ({ params, body, principal }) =>
      replyOf(await associations.associateTable(world, contributorOf(principal), params.collaboration, body)),
    ),
    bind(listAssociations, async ({ params, principal }) =>
      replyOf(await read.listAssociations(world, principal.organisation, params.collaboration)),
    ),
    bind(getAssociation, async ({ params, principal }) =>
      replyOf(await read.readAssociation(world, principal.organisation, params.collaboration, params.name)),
    ),
    bind(updateAssociation, async ({ params: { collaboration, name }, body, principal, request }) => {
      const who = contributorOf(principal)
      return replyOf(await associations.changeAssociation(world, who, collaboration, name, body, request.ifMatch))
    }),
    bind(revokeAssociation, async ({ params: { collaboration, name }, principal, request }) => {
      const who = contributorOf(principal)
      return emptyReplyOf(await associations.revokeAssociation(world, who, collaboration, name, request.ifMatch))
    }),
  ]
}
