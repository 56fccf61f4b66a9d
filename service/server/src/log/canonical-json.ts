export { canonicalJson, type Json } from '@glovebox/crypto'
