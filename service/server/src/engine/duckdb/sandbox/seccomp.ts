import { type Processor, processors } from './system-calls.ts'

// A classic BPF program over the kernel's `seccomp_data`: the call's number at 0, the architecture at 4, the lower half
// of the first argument at 16.
const load = 0x20
const jumpIfEqual = 0x15
const jumpIfAtLeast = 0x35
const jumpIfSet = 0x45
const giveBack = 0x06

const allow = 0x7fff0000
const killProcess = 0x80000000
const notPermitted = 0x00050001
const notImplemented = 0x00050026

const cloneThread = 0x00010000

/**
 * The filter that a worker lives under; undefined on a processor that it is not written for. Tests leave rules out, to see
 * that something stops without them what was stopped with them.
 */
export function seccompFilter(architecture: string, without: readonly string[] = []): Buffer | undefined {
  const processor = processors[architecture]
  return processor === undefined ? undefined : Buffer.concat(program(processor, new Set(without)))
}

function program(
  { auditArchitecture, foreignFrom, clone, clone3, denied }: Processor,
  without: ReadonlySet<string>,
): readonly Buffer[] {
  const kept = Object.entries(denied).filter(([name]) => !without.has(name))
  return [
    instruction(load, 4),
    instruction(jumpIfEqual, auditArchitecture, 1, 0),
    instruction(giveBack, killProcess),
    instruction(load, 0),
    ...(foreignFrom === undefined
      ? []
      : [instruction(jumpIfAtLeast, foreignFrom, 0, 1), instruction(giveBack, killProcess)]),
    ...kept.flatMap(([, number]) => [instruction(jumpIfEqual, number, 0, 1), instruction(giveBack, notPermitted)]),
    // The C library falls back to clone, whose flags can be looked at; those of clone3 lie behind a pointer.
    ...(without.has('clone3') ? [] : [instruction(jumpIfEqual, clone3, 0, 1), instruction(giveBack, notImplemented)]),
    // Threads, but no processes: whatever runs in here cannot start anything.
    ...(without.has('clone')
      ? []
      : [
          instruction(jumpIfEqual, clone, 0, 3),
          instruction(load, 16),
          instruction(jumpIfSet, cloneThread, 1, 0),
          instruction(giveBack, notPermitted),
        ]),
    instruction(giveBack, allow),
  ]
}

function instruction(code: number, operand: number, jumpIfTrue = 0, jumpIfFalse = 0): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeUInt16LE(code, 0)
  bytes.writeUInt8(jumpIfTrue, 2)
  bytes.writeUInt8(jumpIfFalse, 3)
  bytes.writeUInt32LE(operand, 4)
  return bytes
}
