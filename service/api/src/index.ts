export type * from './answer.ts'
export { cellOf } from './cell.ts'
export { diagnosticView } from './diagnostic-view.ts'
export type * from './room.ts'
