import type { Diagnostic } from '@glovebox/diagnostics'
import type { Collaboration } from './collaboration.ts'
import type { FoundColumns } from './schema-of.ts'
export function checkTemplates(_collaboration: Collaboration, _found: FoundColumns): readonly Diagnostic[] {
  return []
}
