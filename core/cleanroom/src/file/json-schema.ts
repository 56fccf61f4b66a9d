import { collaboration } from './collaboration.ts'
import type { JsonSchema } from './decode.ts'

/** The JSON Schema of the collaboration file, for editors. It comes from the decoders, so it says what they accept. */
export const collaborationSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Glovebox collaboration',
  description: 'A data clean room in one file: its members, their tables and rules, budgets and templates.',
  ...collaboration.schema,
}
