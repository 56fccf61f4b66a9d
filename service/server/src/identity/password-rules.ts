/** Words that the most common passwords are made of. */
const common: readonly string[] = [
  ...['password', 'passwort', 'contrasena', 'motdepasse', 'qwerty', 'qwertyuiop', 'qwertzuiop', 'azertyuiop'],
  ...['asdfghjkl', 'zxcvbnm', 'yxcvbnm', 'letmein', 'iloveyou', 'welcome', 'administrator', 'admin', 'root', 'toor'],
  ...['changeme', 'default', 'secret', 'master', 'superman', 'batman', 'dragon', 'monkey', 'princess', 'sunshine'],
  ...['football', 'baseball', 'basketball', 'starwars', 'trustno', 'whatever', 'computer', 'internet', 'michael'],
  ...['jennifer', 'charlie', 'shadow', 'summer', 'winter', 'spring', 'autumn', 'login', 'guest', 'test', 'temp'],
  ...['access', 'abc', 'abcdef', 'abcdefghijkl', 'qazwsx', 'qazwsxedc', 'passw', 'correcthorsebatterystaple'],
  ...['glovebox', 'cleanroom', 'hello', 'helloworld', 'freedom', 'liverpool', 'chelsea', 'arsenal', 'pokemon'],
]

const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
}
const sequences = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
]

/**
 * Why a password is not taken, or nothing. It is long enough, and not one of those that are tried first: common words,
 * rows of keys, or what is known of the account, with nothing but digits and marks around them. No kind of character is
 * asked for.
 */
export function faultOfPassword(password: string, known: readonly string[]): string | undefined {
  const length = [...password].length
  if (length < 12) return 'a password has at least 12 characters'
  if (length > 128) return 'a password has at most 128 characters'
  const folded = password.normalize('NFKC').toLowerCase()
  if (new Set(folded).size < 4) return 'this password repeats too few characters'
  if (hasRepeatedPart(folded)) return 'this password repeats one part'
  const words = [...common, ...known.flatMap(partsOf)]
  const rests = [folded, unleet(folded)].map((text) => restOf(text, words))
  if (rests.some((rest) => rest.length < 4)) return 'this password is one of the most common ones'
  return undefined
}

/** What of it is not common words, rows of keys, digits at its ends or marks. */
function restOf(text: string, words: readonly string[]): string {
  let rest = text
  for (const word of words.toSorted((a, b) => b.length - a.length))
    if (word.length >= 3) rest = rest.replaceAll(word, ' ')
  for (const row of sequences) rest = withoutRuns(rest, row)
  return rest.replace(/[\s\p{P}\p{S}]/gu, '').replace(/^\d+|\d+$/g, '')
}

function withoutRuns(text: string, row: string): string {
  const reversed = [...row].reverse().join('')
  let rest = text
  for (const line of [row, reversed])
    for (let length = line.length; length >= 4; length--)
      for (let start = 0; start + length <= line.length; start++)
        rest = rest.replaceAll(line.slice(start, start + length), ' ')
  return rest
}

function hasRepeatedPart(text: string): boolean {
  return /^(.{1,6}?)\1+.{0,3}$/su.test(text)
}

function unleet(text: string): string {
  return [...text].map((letter) => leet[letter] ?? letter).join('')
}

function partsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((part) => part.length >= 4)
}
