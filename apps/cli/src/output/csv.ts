export { csvRecord } from '@glovebox/api'
