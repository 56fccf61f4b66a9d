import type { Client } from '@glovebox/api'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import {
  CallToolRequestSchema,
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
} from '@modelcontextprotocol/sdk/types.js'
import { promptNamed, prompts } from './prompts.ts'
import { listDocuments, readDocument, resourceTemplates } from './resources.ts'
import { instructions } from './text/instructions.ts'
import { callTool } from './tool/call-tool.ts'
import { listedTool } from './tool/listed-tool.ts'
import { tools } from './tools.ts'

/** What an MCP server speaks with, and for whom. */
export type McpOptions = {
  /** A client that proves who asks. */
  readonly client: Client
  readonly version: string
}

/** An MCP server for one client of a room server: what an assistant may see is what this client may. */
export function mcpServer({ client, version }: McpOptions): Server {
  const server = new Server(
    { name: 'glovebox', title: 'Glovebox clean room', version },
    { capabilities: { tools: {}, prompts: {}, resources: {} }, instructions },
  )
  const listed = { tools: tools.map(listedTool) }
  server.setRequestHandler(ListToolsRequestSchema, () => listed)
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, { signal, sendNotification }) => {
    const tool = tools.find(({ name }) => name === params.name)
    if (tool === undefined) throw new McpError(ErrorCode.InvalidParams, 'there is no such tool')
    const progressToken = params._meta?.progressToken
    let steps = 0
    const onProgress = async (message: string): Promise<void> => {
      if (progressToken === undefined) return
      steps += 1
      await sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress: steps, message },
      })
    }
    return await callTool(tool, params.arguments ?? {}, { client, signal, onProgress })
  })
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: prompts.map(({ name, title, description, arguments: args }) => ({
      name,
      title,
      description,
      arguments: [...args],
    })),
  }))
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => promptNamed(params.name, params.arguments ?? {}))
  server.setRequestHandler(
    ListResourcesRequestSchema,
    async ({ params }) => await listDocuments(client, params?.cursor),
  )
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: [...resourceTemplates] }))
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params }) => await readDocument(client, params.uri))
  return server
}
