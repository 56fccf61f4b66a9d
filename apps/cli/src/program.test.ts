import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Command, CommanderError } from 'commander'
import { buildProgram } from './program.ts'

/** A program whose commands parse and do nothing. */
function idleProgram(): Command {
  const program = buildProgram('1.2.3')
  for (const command of all(program)) {
    if (command !== program) command.action(() => {})
    command.configureOutput({ writeOut: () => {}, writeErr: () => {} })
  }
  return program
}

function all(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(all)]
}

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: (piece) => {
      text += piece
    },
  })
  command.outputHelp()
  return text
}

/** The words of a command line as a shell would pass them on. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  )
}

const commands = all(buildProgram('1.2.3'))

for (const command of commands) {
  const examples = [...helpOf(command).matchAll(/^ {2}\$ (.+)$/gm)].map(([, line = '']) => line)
  const name = command.parent === null ? 'the program' : command.name()

  test(`${name} says what it does, with examples`, () => {
    assert.ok(examples.length > 0)
    assert.match(command.description(), /\.$/)
    if (command.parent !== null) assert.notEqual(command.summary(), '')
  })

  for (const example of examples) {
    test(`an example that works: ${example}`, () => {
      const [, line = ''] =
        /(?:^|[\s(])glovebox (.*)$/.exec(
          example.replace(/ [>|] .*glovebox/, ' glovebox').replace(/ > .*$| \| source$/, ''),
        ) ?? []
      const args = words(line.replace(/\)"$/, ''))
      assert.doesNotThrow(() => idleProgram().parse(args, { from: 'user' }), line)
    })
  }
}

const misuses: readonly [name: string, args: readonly string[]][] = [
  ['no command', []],
  ['an unknown command', ['qery']],
  ['an unknown option', ['query', '--verbose']],
  ['a format that is none', ['query', '--format', 'xml']],
  ['two formats', ['query', '--json', '--format', 'csv']],
  ['SQL without quotes', ['query', 'SELECT', '1']],
  ['a parameter without a value', ['query', '--template', 't', '--param', 'since']],
  ['a parameter that is given twice', ['query', '--template', 't', '--param', 'a=1', '--param', 'a=2']],
  ['a time without meaning', ['query', '--timeout', 'soon', 'SELECT 1']],
  ['a time that is over at once', ['query', '--timeout', '0', 'SELECT 1']],
  ['a time longer than timers know', ['query', '--timeout', '1000h', 'SELECT 1']],
  ['a head that is none', ['log', 'verify', '--head', '12']],
  ['a receipt without an id', ['receipt']],
  ['a budget of none', ['budget', '--limit', '0']],
  ['a period without a reason', ['budget', 'open-period', '--as', 'publisher']],
  ['a period of two owners', ['budget', 'open-period', '--reason', 'r', 'publisher', 'advertiser']],
  ['a shell that is unknown', ['completion', 'tcsh']],
]

for (const [name, args] of misuses) {
  test(`misuse: ${name}`, () => {
    assert.throws(
      () => idleProgram().parse(args, { from: 'user' }),
      (error) => error instanceof CommanderError && error.exitCode !== 0,
    )
  })
}

test('options that all commands share may stand before or after the command', () => {
  for (const args of [
    ['-f', 'a.yaml', 'query', '--json', 'SELECT 1'],
    ['query', 'SELECT 1', '-f', 'a.yaml', '--json'],
  ]) {
    const program = idleProgram()
    program.parse(args, { from: 'user' })
    assert.deepEqual(program.opts(), { color: true, file: 'a.yaml', json: true })
  }
})
