import { test } from 'node:test'
import { checkLife } from './life.suite.ts'
import { openRooms } from './rooms.fixture.ts'

test('whatever members do, all approve of what anyone may do, and who is gone stays gone', async () => {
  await checkLife((await openRooms()).world, 30)
})
