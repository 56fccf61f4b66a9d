export type * from './port/engine.ts'
