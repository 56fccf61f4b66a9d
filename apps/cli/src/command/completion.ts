import { Argument, type Command } from 'commander'

/** `glovebox completion`: a script that teaches a shell the commands and options. */
export function addCompletion(program: Command): void {
  program
    .command('completion')
    .summary('print a completion script for a shell')
    .description('Prints a script that completes the commands and options of glovebox in a shell.')
    .addArgument(new Argument('<shell>', 'which shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `
Examples:
  $ eval "$(glovebox completion bash)"
  $ eval "$(glovebox completion zsh)"
  $ glovebox completion fish | source`,
    )
    .action(async (shell: 'bash' | 'zsh' | 'fish') => {
      const { completionNodes, optionValues } = await import('../completion/tree.ts')
      const scripts = {
        bash: async () => (await import('../completion/bash.ts')).bashCompletion,
        zsh: async () => (await import('../completion/zsh.ts')).zshCompletion,
        fish: async () => (await import('../completion/fish.ts')).fishCompletion,
      }
      const script = await scripts[shell]()
      process.stdout.write(script(completionNodes(program), optionValues(program)))
    })
}
