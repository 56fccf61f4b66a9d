import type {
  Client,
  ConnectionDraft,
  ConnectionView,
  PreviewQuestion,
  SchemaQuestion,
  SourcePreview,
  SourceQuestion,
  SourceReport,
} from '@glovebox/api'
import type { LocalOwner } from '../../../local.ts'
import { everyPage } from '../../../remote/every-page.ts'

/** A connection where an owner keeps it; on this machine it may be for the tables of one member. */
export type OwnConnection = ConnectionView & { readonly member?: string }

/** How far bringing data is. */
export type Watching = {
  readonly signal: AbortSignal
  readonly onProgress: (progress: { readonly bytes: number; readonly ofBytes?: number; readonly rows?: number }) => void
}

/** Where an owner keeps its connections, and looks at sources through them. */
export type OwnPlace = {
  list(): Promise<readonly OwnConnection[]>
  make(draft: ConnectionDraft): Promise<OwnConnection>
  change(before: OwnConnection, draft: ConnectionDraft): Promise<OwnConnection>
  remove(connection: OwnConnection): Promise<void>
  test(question: SourceQuestion, watching: Watching): Promise<SourceReport>
  schema(question: SchemaQuestion, watching: Watching): Promise<SourceReport>
  preview(question: PreviewQuestion, watching: Watching): Promise<SourcePreview>
}

type Api = typeof import('@glovebox/api')

/** Those of an organisation on a server. */
export function placeOnServer(api: Api, client: Client): OwnPlace {
  return {
    list: async () => (await everyPage((query) => client.call(api.listConnections, { query }))).items,
    make: (body) => client.call(api.makeConnection, { body }),
    change: ({ id, version }, body) =>
      client.call(api.changeConnection, { params: { connection: id }, body }, { ifMatch: `"${version}"` }),
    remove: async ({ id }) => {
      await client.call(api.deleteConnection, { params: { connection: id } })
    },
    test: (body, { signal }) => client.call(api.testSource, { body }, { signal }),
    schema: (body, { signal }) => client.call(api.readSourceSchema, { body }, { signal }),
    preview: (body, { signal }) => client.call(api.previewSource, { body }, { signal }),
  }
}

/** Those beside a collaboration file. */
export function placeBesideFile(api: Api, owner: LocalOwner, member: string | undefined): OwnPlace {
  const { connections } = owner
  const taken = <T>(outcome: Outcome<T>): T => {
    if (!outcome.ok) throw new api.ProblemError(outcome.problem)
    return outcome.value
  }
  const isMeant = (one: OwnConnection): boolean => member === undefined || one.member === member
  return {
    list: async () => connections.list().filter(isMeant),
    make: async (draft) => taken<OwnConnection>(connections.make(draft, member)),
    change: async ({ id }, draft) => taken<OwnConnection>(connections.change(id, draft)),
    remove: async ({ id }) => taken<undefined>(connections.remove(id)),
    test: async (question, watching) => taken(await owner.test(question, watching)),
    schema: async (question, watching) => taken(await owner.schema(question, watching)),
    preview: async (question, watching) => taken(await owner.preview(question, watching)),
  }
}

type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ConstructorParameters<Api['ProblemError']>[0] }
