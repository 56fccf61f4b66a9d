import type { SourceControl, Sourced } from './table-source.ts'

/** A place of files: a folder, a bucket, one address. Keys are relative to it, with slashes. */
export type Storage = {
  /** The files whose keys begin with a prefix, in the order of their keys. */
  list(prefix: string, control: SourceControl): Promise<Sourced<readonly StoredFile[]>>
  /**
   * A file as it is at this moment; with `listed`, as it was when it was listed, which need not be asked again: where it
   * is no longer that version, its reads fail.
   */
  open(key: string, control: SourceControl, listed?: StoredFile): Promise<Sourced<RangedFile>>
}

/** A file in a listing. */
export type StoredFile = {
  readonly key: string
  readonly bytes: number
  /** Entity tag or state: another one means another content. */
  readonly version: string
}

/** One version of a file, read by ranges. */
export type RangedFile = {
  readonly key: string
  readonly bytes: number
  readonly version: string
  /** Where the file itself is on this machine, which is then read in place. */
  readonly path?: string
  /**
   * The bytes from `from` up to, and without, `to`: all of them, of this version. Short, foreign or changed answers are
   * failures, never bytes.
   */
  read(from: number, to: number, control: SourceControl): Promise<Sourced<Uint8Array>>
}
