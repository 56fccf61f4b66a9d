import type { Command } from 'commander'

/** What the help of a command says. */
export type Says = { readonly summary: string; readonly description: string; readonly examples: readonly string[] }

/** Adds a command with its help. */
export function addVerb(parent: Command, usage: string, { summary, description, examples }: Says): Command {
  return parent
    .command(usage)
    .summary(summary)
    .description(description)
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  $ glovebox ${example}`).join('\n')}`)
}

/** Gathers the values of an option that may be said more than once. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value]
}

/** The words between commas. */
export function commaList(value: string): readonly string[] {
  return value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}
