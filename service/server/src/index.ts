export { type LocalRoomOptions, openLocalRoom } from './local-room.ts'
export type * from './port/engine.ts'
