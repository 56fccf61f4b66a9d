export { answerRequest } from './answer-request.ts'
export { type McpOptions, mcpServer } from './mcp-server.ts'
export { serveStdio } from './serve-stdio.ts'
