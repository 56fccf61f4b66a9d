import type { CompletionNode, OptionValues } from './tree.ts'

/** A bash completion script. */
export function bashCompletion(nodes: readonly CompletionNode[], values: readonly OptionValues[]): string {
  const paths = nodes.filter(({ path }) => path !== '').map(({ path }) => `      '${before(path)}') at='${path}' ;;`)
  const valued = values.map(
    ({ options, values: choices }) =>
      `    ${options.join('|')}) COMPREPLY=($(compgen ${choices === 'files' ? '-f' : `-W '${choices.join(' ')}'`} -- "$cur")); return ;;`,
  )
  const words = nodes.map(({ path, commands, options }) => {
    const all = [...commands, ...options].map(({ word }) => word).join(' ')
    return `    '${path}') COMPREPLY=($(compgen -W '${all}' -- "$cur")) ;;`
  })
  return `# glovebox completion for bash: eval "$(glovebox completion bash)"
_glovebox() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" at='' i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at/\${COMP_WORDS[i]}" in
${paths.join('\n')}
    esac
  done
  case "$prev" in
${valued.join('\n')}
  esac
  case "$at" in
${words.join('\n')}
  esac
}
complete -F _glovebox glovebox
`
}

/** The state before a command's last word, and that word: `log/verify`. */
function before(path: string): string {
  const words = path.split(' ')
  return `${words.slice(0, -1).join(' ')}/${words.at(-1)}`
}
