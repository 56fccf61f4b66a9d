import type { IsolationLevel } from '@glovebox/cleanroom'
import type { Engine } from '../port/engine.ts'

type Wanting = { readonly minimumIsolation?: IsolationLevel }

/** Whether a table wants more than any machine gives. */
export function isStrict({ minimumIsolation }: Wanting): boolean {
  return minimumIsolation !== undefined && minimumIsolation !== 'process'
}

/** Whether runs on this machine are kept apart as well as the owners of tables want. Only where one does the machine is asked. */
export async function isIsolated(
  tables: readonly Wanting[],
  { engine }: { readonly engine: () => Promise<Engine> },
): Promise<boolean> {
  return !tables.some(isStrict) || (await (await engine()).isolation?.()) === 'sandbox'
}
