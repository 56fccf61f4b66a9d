import type { Command, Option } from 'commander'

/** What a shell needs to know of a command: the words before it, and the words that may follow. */
export type CompletionNode = {
  /** `log verify`; empty for the program itself. */
  readonly path: string
  readonly commands: readonly CompletionWord[]
  readonly options: readonly CompletionWord[]
}

export type CompletionWord = { readonly word: string; readonly description: string }

/** The values that an option takes. */
export type OptionValues = { readonly options: readonly string[]; readonly values: 'files' | readonly string[] }

/** Every command of a program, the program itself first. */
export function completionNodes(program: Command): readonly CompletionNode[] {
  const shared = program.options.flatMap(optionWords)
  const walk = (command: Command, path: string): readonly CompletionNode[] => {
    const own = command === program ? [] : command.options.flatMap(optionWords)
    const commands = command.commands.map((sub) => ({ word: sub.name(), description: sub.summary() }))
    const help = { word: '--help', description: 'print help' }
    const below = command.commands.flatMap((sub) => walk(sub, `${path} ${sub.name()}`.trim()))
    return [{ path, commands, options: [...own, ...shared, help] }, ...below]
  }
  return walk(program, '')
}

/** The options whose values a shell can offer. */
export function optionValues(program: Command): readonly OptionValues[] {
  const all = [program, ...descendants(program)].flatMap(({ options }) => options)
  return all.flatMap((option): readonly OptionValues[] => {
    const names = namesOf(option)
    if (option.argChoices !== undefined) return [{ options: names, values: option.argChoices }]
    return option.flags.includes('<file>') ? [{ options: names, values: 'files' }] : []
  })
}

function descendants(command: Command): readonly Command[] {
  return command.commands.flatMap((sub) => [sub, ...descendants(sub)])
}

function optionWords(option: Option): readonly CompletionWord[] {
  return namesOf(option)
    .filter((word) => word.startsWith('--'))
    .map((word) => ({ word, description: option.description }))
}

function namesOf({ short, long }: Option): readonly string[] {
  return [short, long].filter((name) => name !== undefined && name !== null)
}
