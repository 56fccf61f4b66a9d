import type { GlueClient } from '@aws-sdk/client-glue'
import { failed } from '../bytes/outcome.ts'
import { retrying } from '../bytes/retry.ts'
import { malformed, taken, unsupported } from '../lake/refused.ts'
import { list, type Members, maybe, members, text } from '../lake/shape.ts'
import type { SourceWorld } from '../port/source-world.ts'
import type { SourceControl } from '../port/table-source.ts'
import type { CredentialSource } from '../storage/s3/s3-place.ts'
import { judgeGlue } from './glue-failure.ts'
import { transportHandler } from './transport-handler.ts'

/** Where a catalog answers, and what its requests are signed with. */
export type GluePlace = {
  readonly region: string
  /** Absent: AWS. */
  readonly endpoint?: string
  readonly credentials: CredentialSource
}

/** A table of a catalog. */
export type GlueName = { readonly database: string; readonly table: string }

/** What a catalog says, member by member as AWS's own model calls them. */
export type GlueCatalog = {
  getTable(control: SourceControl): Promise<Members>
  /** All partitions, over all pages; `withColumns` where their own columns matter. */
  getPartitions(withColumns: boolean, control: SourceControl): Promise<readonly Members[]>
}

const pageSize = 1000
const mostPartitions = 100_000

/** Reads what the catalog says of one table, through AWS's own client. What goes wrong is a refusal. */
export async function openGlueCatalog(world: SourceWorld, place: GluePlace, name: GlueName): Promise<GlueCatalog> {
  const { GetPartitionsCommand, GetTableCommand } = await import('@aws-sdk/client-glue')
  const what = `\`${name.database}.${name.table}\``
  const asking = async <T>(control: SourceControl, ask: (client: GlueClient) => Promise<T>): Promise<T> => {
    const client = await clientFor(world, place, control)
    const asked = await retrying<T>(world, control, async () => {
      try {
        return { kind: 'over', outcome: { ok: true, value: await ask(client) } }
      } catch (error) {
        return judgeGlue<T>(error, what, world.clock())
      }
    })
    client.destroy()
    return taken(asked)
  }
  return {
    getTable: async (control) => {
      const request = new GetTableCommand({ DatabaseName: name.database, Name: name.table })
      const answer = await asking(control, (client) => client.send(request, abortOf(control)))
      const table = maybe(answer.Table, 'the catalog’s answer', members)
      return table ?? taken(failed('malformed', `${what}: the catalog answers with no table`))
    },
    getPartitions: async (withColumns, control) => {
      const found: Members[] = []
      const tokens = new Set<string>()
      let token: string | undefined
      do {
        const request = new GetPartitionsCommand({
          DatabaseName: name.database,
          TableName: name.table,
          MaxResults: pageSize,
          ExcludeColumnSchema: !withColumns,
          ...(token === undefined ? {} : { NextToken: token }),
        })
        const answer = await asking(control, (client) => client.send(request, abortOf(control)))
        const page = maybe(answer.Partitions, 'the catalog’s answer', list) ?? []
        found.push(...page.map((one) => members(one, 'a partition')))
        if (found.length > mostPartitions) unsupported(`${what}: the table has more than ${mostPartitions} partitions`)
        token = maybe(answer.NextToken, 'the catalog’s answer', text)
        if (token !== undefined && tokens.has(token)) malformed(`${what}: the catalog’s pages do not end`)
        if (token !== undefined) tokens.add(token)
      } while (token !== undefined && token !== '')
      return found
    },
  }
}

function abortOf({ signal }: SourceControl): { readonly abortSignal?: AbortSignal } {
  return signal === undefined ? {} : { abortSignal: signal }
}

/** A client that takes nothing from the environment or from files of this machine, and tries once. */
async function clientFor(
  { http }: SourceWorld,
  { region, endpoint, credentials }: GluePlace,
  control: SourceControl,
): Promise<GlueClient> {
  const { GlueClient } = await import('@aws-sdk/client-glue')
  return new GlueClient({
    region,
    endpoint: endpoint ?? `https://glue.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`,
    credentials: async () => {
      const { until, ...keys } = taken(await credentials(control))
      return { ...keys, ...(until === undefined ? {} : { expiration: new Date(until) }) }
    },
    requestHandler: transportHandler(http),
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    userAgentAppId: async () => undefined,
  })
}
