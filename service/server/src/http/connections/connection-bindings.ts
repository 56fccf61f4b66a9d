import {
  changeConnection,
  deleteConnection,
  listConnections,
  makeConnection,
  previewSource,
  readConnection,
  readSourceSchema,
  testSource,
} from '@glovebox/api'
import * as connections from '../../connections/connections.ts'
import * as looking from '../../connections/test-source.ts'
import { type Binding, bind } from '../binding.ts'
import { emptyReplyOf, replyOf } from '../reply-of.ts'

/** Connections, and the sources behind them. */
export function connectionBindings(world: looking.ConnectionWorld): readonly Binding[] {
  return [
    bind(makeConnection, async ({ body, principal }) =>
      replyOf(await connections.makeConnection(world, principal.organisation, body)),
    ),
    bind(listConnections, async ({ query, principal }) =>
      replyOf(await connections.listConnections(world, principal.organisation, query)),
    ),
    bind(readConnection, async ({ params, principal }) =>
      replyOf(await connections.readConnection(world, principal.organisation, params.connection)),
    ),
    bind(changeConnection, async ({ params, body, principal, request }) =>
      replyOf(
        await connections.changeConnection(world, principal.organisation, params.connection, body, request.ifMatch),
      ),
    ),
    bind(deleteConnection, async ({ params, principal, request }) =>
      emptyReplyOf(
        await connections.deleteConnection(world, principal.organisation, params.connection, request.ifMatch),
      ),
    ),
    bind(testSource, async ({ body, principal, request }) =>
      replyOf(await looking.testSource(world, principal.organisation, body, request.signal)),
    ),
    bind(readSourceSchema, async ({ body, principal, request }) =>
      replyOf(await looking.readSourceSchema(world, principal.organisation, body, request.signal)),
    ),
    bind(previewSource, async ({ body, principal, request }) =>
      replyOf(await looking.previewSource(world, principal.organisation, body, request.signal)),
    ),
  ]
}
