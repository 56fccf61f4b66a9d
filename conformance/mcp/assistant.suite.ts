import type { Client } from '@modelcontextprotocol/sdk/client/index.js'

/** What a tool answered, read. */
export type Answered = {
  readonly isError: boolean
  readonly text: string
  /** The whole answer: `{ notice, data }`, or `{ notice, error }`. */
  readonly all: Readonly<Record<string, unknown>>
  readonly data: Readonly<Record<string, unknown>>
  readonly error: Readonly<Record<string, unknown>>
}

/** Calls a tool as an assistant would; the SDK's client holds the answer against the tool's output schema. */
export async function useTool(
  client: Client,
  name: string,
  args: Readonly<Record<string, unknown>>,
): Promise<Answered> {
  const { content, structuredContent, isError } = await client.callTool({ name, arguments: { ...args } })
  const [first] = content as readonly { readonly type: string; readonly text?: string }[]
  const text = first?.text ?? ''
  const all = JSON.parse(text) as Answered['all']
  if (isError !== true && JSON.stringify(structuredContent) !== JSON.stringify(all))
    throw new Error('the text of an answer is not its structured content')
  const { data = {}, error = {} } = all as { readonly data?: Answered['data']; readonly error?: Answered['error'] }
  return { isError: isError === true, text, all, data, error }
}
