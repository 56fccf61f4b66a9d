import {
  type AssociationView,
  type CollaborationView,
  list,
  listAssociations,
  listMembers,
  listTemplates,
  object,
  optional,
  ProblemError,
  type Shape,
  text,
} from '@glovebox/api'
import { type DescribedTable, describedTable, describeTable } from './described-table.ts'
import { type DescribedTemplate, describedTemplate, describeTemplate } from './described-template.ts'
import { collaborationText, readCollaboration } from './find-collaboration.ts'
import { type AnyTool, reading, tool } from './tool.ts'

type Input = { readonly collaboration: string }
type Member = {
  readonly name: string
  readonly organisation?: string
  readonly status: string
  readonly abilities: readonly string[]
}
type Data = {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly status: string
  /** Under which name the asking organisation is a member. */
  readonly you: string
  readonly purposes?: readonly string[]
  readonly members: readonly Member[]
  readonly tables: readonly DescribedTable[]
  readonly templates: readonly DescribedTemplate[]
}

const data: Shape<Data> = object<Data>({
  id: text(),
  name: text(),
  description: text(),
  status: text(),
  you: text(),
  purposes: optional(list(text())),
  members: list(
    object<Member>({ name: text(), organisation: optional(text()), status: text(), abilities: list(text()) }),
  ),
  tables: list(describedTable),
  templates: list(describedTemplate),
})

/** Everything one has to know to write an analysis. */
export const describeCollaborationTool: AnyTool = tool<Input, Data>({
  name: 'describe_collaboration',
  title: 'Describe a collaboration',
  description:
    'A collaboration as this member may see it: members and their abilities, tables with columns, types, rules in words and whether they are ready, and templates with their parameters. Never rows. Read it before writing SQL.',
  input: object<Input>({ collaboration: collaborationText }),
  data,
  hints: reading,
  run: async (input, { client }) => {
    const found = await readCollaboration(client, input.collaboration)
    const params = { collaboration: found.id }
    const [members, tables, templates] = await Promise.all([
      client.call(listMembers, { params }),
      client.call(listAssociations, { params }),
      client.call(listTemplates, { params }).catch(noneYet),
    ])
    return {
      ...aboutOf(found),
      ...membersOf(members),
      ...tablesOf(tables),
      templates: templates.items.map(describeTemplate),
    }
  },
})

function aboutOf({
  id,
  name,
  description,
  status,
  membership,
  settings,
}: CollaborationView): Omit<Data, 'members' | 'tables' | 'templates'> {
  const { purposes } = settings
  return { id, name, description, status, you: membership.name, ...(purposes === undefined ? {} : { purposes }) }
}

function membersOf({ items }: { readonly items: readonly CollaborationView['membership'][] }): Pick<Data, 'members'> {
  return {
    members: items.map(({ name, organisationName, status, abilities }) => ({
      name,
      ...(organisationName === undefined ? {} : { organisation: organisationName }),
      status,
      abilities,
    })),
  }
}

function tablesOf({ items }: { readonly items: readonly AssociationView[] }): Pick<Data, 'tables'> {
  return { tables: items.map(describeTable) }
}

/** A server without templates has none. */
function noneYet(error: unknown): { readonly items: readonly never[] } {
  if (error instanceof ProblemError && error.problem.code === 'NOT_FOUND') return { items: [] }
  throw error
}
