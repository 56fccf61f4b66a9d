import type { Client, Shape } from '@glovebox/api'

/** What a tool works with. */
export type ToolCall = {
  readonly client: Client
  /** Aborted when the client takes its request back. */
  readonly signal: AbortSignal
  readonly onProgress: (message: string) => Promise<void>
}

/** One thing that an assistant can do here. */
export type Tool<Input, Data> = {
  readonly name: string
  readonly title: string
  readonly description: string
  readonly input: Shape<Input>
  readonly data: Shape<Data>
  /** What it does to the world, for clients that ask their user before. */
  readonly hints: { readonly isReading: boolean; readonly isDestructive?: boolean; readonly isIdempotent?: boolean }
  readonly run: (input: Input, call: ToolCall) => Promise<Data>
}

export type AnyTool = Tool<unknown, unknown>

/** Makes a tool one of many; the input is read by the tool's own shape before it runs. */
export function tool<Input, Data>(made: Tool<Input, Data>): AnyTool {
  return made as AnyTool
}

/** What a tool that only looks does to the world. */
export const reading: AnyTool['hints'] = { isReading: true, isDestructive: false, isIdempotent: true }
