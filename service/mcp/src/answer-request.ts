import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { type McpOptions, mcpServer } from './mcp-server.ts'

/**
 * Answers one request of streamable HTTP. There are no sessions and no streams: every request stands by itself, its answer
 * is JSON, and a GET or DELETE is answered as the protocol lets servers without them.
 */
export async function answerRequest(
  options: McpOptions,
  request: Request,
  limits: { readonly bodyBytes: number },
): Promise<Response> {
  if (request.method !== 'POST') return new Response(null, { status: 405, headers: { allow: 'POST' } })
  const server = mcpServer(options)
  const transport = new WebStandardStreamableHTTPServerTransport({
    enableJsonResponse: true,
    maxRequestBodySize: limits.bodyBytes,
  })
  // The transport's own type is not as exact about what is absent.
  await server.connect(transport as Parameters<typeof server.connect>[0])
  try {
    return await transport.handleRequest(request)
  } finally {
    await server.close()
  }
}
