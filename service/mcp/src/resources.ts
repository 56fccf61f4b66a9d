import { type Client, getDocument, listCollaborations, ProblemError } from '@glovebox/api'
import {
  ErrorCode,
  type ListResourcesResult,
  McpError,
  type ReadResourceResult,
  type ResourceTemplate,
} from '@modelcontextprotocol/sdk/types.js'
import { dataNotice } from './text/instructions.ts'
import { jsonText } from './text/json-text.ts'
import { shownName } from './text/shown-name.ts'
import { toolErrorOf } from './tool/tool-error.ts'

const about = {
  description: 'The collaboration as one file: members, tables, rules, budgets, templates, as this member may see it.',
  mimeType: 'application/json',
}

/** How the address of a collaboration's document is made. */
export const resourceTemplates: readonly ResourceTemplate[] = [
  {
    name: 'collaboration-document',
    title: 'Collaboration document',
    uriTemplate: 'glovebox://collaborations/{collaboration}/document',
    ...about,
  },
]

/** One resource for each collaboration. */
export async function listDocuments(client: Client, cursor: string | undefined): Promise<ListResourcesResult> {
  const query = { status: 'active', limit: 100, ...(cursor === undefined ? {} : { cursor }) } as const
  const { items, next } = await protocolErrors(() => client.call(listCollaborations, { query }))
  return {
    resources: items.map(({ id, name }) => ({
      uri: `glovebox://collaborations/${id}/document`,
      name: id,
      title: shownName(name),
      ...about,
    })),
    ...(next === undefined ? {} : { nextCursor: next }),
  }
}

/** The document of a collaboration. */
export async function readDocument(client: Client, uri: string): Promise<ReadResourceResult> {
  const collaboration = /^glovebox:\/\/collaborations\/(col_[a-z2-7]{26})\/document$/.exec(uri)?.[1]
  if (collaboration === undefined) throw new McpError(resourceNotFound, 'there is no such resource')
  const { revision, document } = await protocolErrors(() =>
    client.call(getDocument, { params: { collaboration } }, { accept: 'application/json' }),
  )
  const text = jsonText({ notice: dataNotice, data: { revision, document } })
  return { contents: [{ uri, mimeType: 'application/json', text }] }
}

/** Of the protocol's specification. */
const resourceNotFound = -32002

async function protocolErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const isMissing = error instanceof ProblemError && error.problem.code === 'NOT_FOUND'
    const told = toolErrorOf(error)
    throw new McpError(isMissing ? resourceNotFound : ErrorCode.InternalError, told.title, told)
  }
}
