import { type Client, listSchedules, readSchedule, type Schedule } from '@glovebox/api'
import { everyPage } from '../../../remote/every-page.ts'
import { pick } from '../../../remote/pick.ts'

/** A schedule of one's own, by id or name. */
export async function findSchedule(client: Client, collaboration: string, named: string): Promise<Schedule> {
  if (/^sch_[a-z2-7]{26}$/.test(named))
    return await client.call(readSchedule, { params: { collaboration, schedule: named } })
  const params = { collaboration }
  const { items } = await everyPage((query) => client.call(listSchedules, { params, query }))
  return pick(items, named, 'schedule')
}
