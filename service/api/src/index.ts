export type * from './answer.ts'
export type * from './room.ts'
