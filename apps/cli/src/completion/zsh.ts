import type { CompletionNode, CompletionWord, OptionValues } from './tree.ts'

/** A zsh completion script. */
export function zshCompletion(nodes: readonly CompletionNode[], values: readonly OptionValues[]): string {
  const paths = nodes
    .filter(({ path }) => path !== '')
    .map(({ path }) => {
      const words = path.split(' ')
      return `      (${quoted(`${words.slice(0, -1).join(' ')}/${words.at(-1)}`)}) at=${quoted(path)} ;;`
    })
  const valued = values.map(
    ({ options, values: choices }) =>
      `    (${options.join('|')}) ${choices === 'files' ? '_files' : `compadd -- ${choices.join(' ')}`}; return ;;`,
  )
  const words = nodes.map(({ path, commands, options }) => {
    const list = [...commands, ...options].map(described).join(' ')
    return `    (${quoted(path)}) offered=(${list}) ;;`
  })
  return `#compdef glovebox
# glovebox completion for zsh: eval "$(glovebox completion zsh)"
_glovebox() {
  local at='' i
  local -a offered
  for ((i = 2; i < CURRENT; i++)); do
    case "$at/\${words[i]}" in
${paths.join('\n')}
    esac
  done
  case "\${words[CURRENT-1]}" in
${valued.join('\n')}
  esac
  case "$at" in
${words.join('\n')}
  esac
  _describe 'glovebox' offered
}
if [[ "\${funcstack[1]}" == _glovebox ]]; then _glovebox "$@"; else compdef _glovebox glovebox; fi
`
}

function described({ word, description }: CompletionWord): string {
  return quoted(`${word.replaceAll(':', '\\:')}:${description}`)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
