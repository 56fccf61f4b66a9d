import { moment } from '../collaboration/fields.ts'
import { type Nothing, nothing } from '../contract/page.ts'
import type { AnyRoute, Route } from '../contract/route.ts'
import { described, flag, integer, list, object, type Shape, text } from '../contract/shape.ts'

/** A file in the organisation's own folder on the server. */
export type FileView = { readonly path: string; readonly bytes: number; readonly modifiedAt: string }

/** The most that one upload may bring. */
export const mostFileBytes: number = 16 * 2 ** 30

const filePath: Shape<string> = text({ min: 1, max: 500, example: 'sales/2026-01.csv' })

const fileFields = { path: filePath, bytes: integer({ min: 0 }), modifiedAt: moment }
export const fileShape: Shape<FileView> = object<FileView>(fileFields, { name: 'File' })

export type FileList = {
  readonly items: readonly FileView[]
  readonly isComplete: boolean
  /** What all of them come to, and what they may come to. */
  readonly usedBytes: number
  readonly quotaBytes: number
}
const fileList: Shape<FileList> = object<FileList>(
  {
    items: list(fileShape, { max: 10_000 }),
    isComplete: flag,
    usedBytes: described(integer({ min: 0 }), 'what all files of the organisation come to'),
    quotaBytes: described(integer({ min: 0 }), 'what they may come to'),
  },
  { name: 'FileList' },
)

type OneFile = { readonly params: { readonly path: string }; readonly query: Nothing }
const oneFile: Shape<OneFile['params']> = object<OneFile['params']>({ path: filePath })

export const putFile: Route<OneFile, FileView> = {
  id: 'putFile',
  method: 'PUT',
  path: '/v1/files/{path}',
  tag: 'files',
  summary: 'upload a file into your own folder on the server',
  description:
    'CSV, Parquet or JSON; CSV and JSON also with gzip. A slash in the path is written as %2F. A file of this name is replaced in one step. No other organisation can name it. Where all files of the organisation would come to more than it may have, it is refused with `UPLOAD_QUOTA`, and nothing of it stays.',
  access: 'tables:write',
  params: oneFile,
  query: nothing,
  upload: {
    media: [
      'application/octet-stream',
      'text/csv',
      'application/json',
      'application/x-ndjson',
      'application/vnd.apache.parquet',
      'application/gzip',
    ],
    maxBytes: mostFileBytes,
  },
  answer: { status: 200, shape: fileShape },
  problems: ['REFUSED', 'CONFLICT', 'BODY_TOO_LARGE'],
}

export const listFiles: Route<{ readonly params: Nothing; readonly query: Nothing }, FileList> = {
  id: 'listFiles',
  method: 'GET',
  path: '/v1/files',
  tag: 'files',
  summary: 'list the files in your own folder',
  access: 'tables:read',
  params: nothing,
  query: nothing,
  answer: { status: 200, shape: fileList },
  problems: [],
}

export const deleteFile: Route<OneFile, never> = {
  id: 'deleteFile',
  method: 'DELETE',
  path: '/v1/files/{path}',
  tag: 'files',
  summary: 'delete a file from your own folder',
  access: 'tables:write',
  params: oneFile,
  query: nothing,
  answer: { status: 204 },
  problems: ['NOT_FOUND'],
}

export const fileRoutes: readonly AnyRoute[] = [putFile, listFiles, deleteFile]
