import { test } from 'node:test'
import { spendInTwoRooms } from './data-set-cap.suite.ts'
import { withRoom } from './requests.fixture.ts'

test('two collaborations that spend at once never spend more than their owner lets both', () =>
  withRoom(({ store }) => spendInTwoRooms(store)))
