import type { ImportNote } from './import.ts'

/** What is said while a policy is read. */
export type Notes = {
  readonly kept: (subject: string, message?: string) => void
  readonly changed: (subject: string, message: string) => void
  /** Something is not expressed, and what remains is stricter without it. */
  readonly omit: (subject: string, message: string) => void
  /** Something is not expressed, and what remains would be looser: there is no rule. */
  readonly refuse: (subject: string, message: string) => void
  readonly isRefused: () => boolean
  readonly has: (subject: string) => boolean
  readonly all: () => readonly ImportNote[]
}

/** More than anyone reads; the rule is refused, so that nothing unread is missing from it. */
const noteLimit = 500

/** An empty report. */
export function notes(): Notes {
  const said: ImportNote[] = []
  const subjects = new Set<string>()
  let isRefused = false
  const say = (outcome: ImportNote['outcome'], subject: string, message: string): void => {
    subjects.add(subject)
    if (said.length > noteLimit) return
    if (said.length < noteLimit) said.push({ outcome, subject: shown(subject), message: shown(message) })
    else {
      isRefused = true
      said.push({ outcome: 'not-expressed', subject: 'the rest', message: 'there is too much to say: no rule is made' })
    }
  }
  return {
    kept: (subject, message = 'kept as it is') => say('kept', subject, message),
    changed: (subject, message) => say('changed', subject, message),
    omit: (subject, message) => say('not-expressed', subject, message),
    refuse: (subject, message) => {
      isRefused = true
      say('not-expressed', subject, message)
    },
    isRefused: () => isRefused,
    has: (subject) => subjects.has(subject),
    all: () => said,
  }
}

/** One readable line, whatever is quoted in it. */
function shown(text: string): string {
  const line = text.replace(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, ' ').trim()
  if (line === '') return 'a blank name'
  return line.length > 400 ? `${line.slice(0, 397)}...` : line
}
