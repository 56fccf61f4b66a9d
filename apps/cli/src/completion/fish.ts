import type { CompletionNode, CompletionWord, OptionValues } from './tree.ts'

/** A fish completion script. */
export function fishCompletion(nodes: readonly CompletionNode[], values: readonly OptionValues[]): string {
  const paths = nodes
    .filter(({ path }) => path !== '')
    .map(({ path }) => {
      const words = path.split(' ')
      return `            case ${quoted(`${words.slice(0, -1).join(' ')}/${words.at(-1)}`)}\n                set at ${quoted(path)}`
    })
  const lines = nodes.flatMap(({ path, commands, options }) => [
    ...commands.map((command) => offer(path, `-f -a ${command.word}`, command)),
    ...options.map((option) => offer(path, `-l ${option.word.slice(2)}${valuesOf(option, values)}`, option)),
  ])
  return `# glovebox completion for fish: glovebox completion fish | source
function __glovebox_at
    set -l at ''
    for word in (commandline -opc)[2..-1]
        switch "$at/$word"
${paths.join('\n')}
        end
    end
    test "$at" = "$argv[1]"
end
complete -c glovebox -f
${lines.join('\n')}
`
}

function offer(path: string, what: string, { description }: CompletionWord): string {
  return `complete -c glovebox -n ${quoted(`__glovebox_at ${quoted(path)}`)} ${what} -d ${quoted(description)}`
}

function valuesOf({ word }: CompletionWord, values: readonly OptionValues[]): string {
  const known = values.find(({ options }) => options.includes(word))?.values
  if (known === undefined) return ''
  return known === 'files' ? ' -r -F' : ` -x -a ${quoted(known.join(' '))}`
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}
