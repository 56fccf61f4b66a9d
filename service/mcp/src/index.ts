export { type McpOptions, mcpServer } from './mcp-server.ts'
export { serveStdio } from './serve-stdio.ts'
