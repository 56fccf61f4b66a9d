import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js'
import { dataNotice } from '../text/instructions.ts'
import { jsonText } from '../text/json-text.ts'
import type { AnyTool, ToolCall } from './tool.ts'
import { ToolRefusal, toolErrorOf } from './tool-error.ts'

/** Calls a tool. Whatever goes wrong is an answer: with a code, and what would be accepted. */
export async function callTool(tool: AnyTool, input: unknown, call: ToolCall): Promise<CallToolResult> {
  try {
    const read = tool.input.decode(input, '')
    if (!read.ok)
      throw new ToolRefusal({
        code: 'BODY_INVALID',
        title: 'these are not arguments of this tool',
        mismatches: read.mismatches.slice(0, 20),
      })
    const structured = { notice: dataNotice, data: await tool.run(read.value, call) }
    return { content: [{ type: 'text', text: jsonText(structured) }], structuredContent: structured }
  } catch (error) {
    const told = { notice: dataNotice, error: toolErrorOf(error) }
    return { isError: true, content: [{ type: 'text', text: jsonText(told) }] }
  }
}
