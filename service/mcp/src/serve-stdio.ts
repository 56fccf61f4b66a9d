import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { type McpOptions, mcpServer } from './mcp-server.ts'

/** Serves a client on standard input and output until it goes away. */
export async function serveStdio(options: McpOptions): Promise<void> {
  const server = mcpServer(options)
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve
  })
  const transport = new StdioServerTransport()
  // The transport does not look at the end of its input, and that is how a client goes away.
  process.stdin.once('end', () => void server.close())
  await server.connect(transport)
  await closed
}
