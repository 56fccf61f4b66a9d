import { object, type Shape, text } from '@glovebox/api'
import type { Tool as ListedTool } from '@modelcontextprotocol/sdk/types.js'
import { plainSchema } from '../schema/plain-schema.ts'
import type { AnyTool } from './tool.ts'

/** What every tool answers: the notice, and beside it the data. */
export type Envelope = { readonly notice: string; readonly data: unknown }

/** A tool as clients are told of it. */
export function listedTool({ name, title, description, input, data, hints }: AnyTool): ListedTool {
  const envelope: Shape<Envelope> = object<Envelope>({ notice: text(), data: data as Shape<NonNullable<unknown>> })
  return {
    name,
    title,
    description,
    inputSchema: plainSchema(input) as ListedTool['inputSchema'],
    outputSchema: plainSchema(envelope) as NonNullable<ListedTool['outputSchema']>,
    annotations: {
      title,
      readOnlyHint: hints.isReading,
      destructiveHint: hints.isDestructive ?? false,
      idempotentHint: hints.isIdempotent ?? false,
      openWorldHint: false,
    },
  }
}
