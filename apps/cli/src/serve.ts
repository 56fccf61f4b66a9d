// The second door to the server's code: a whole server in this process, and its store when it does not run.
export { backUp, openServer, readSettings, restore, rotateKey, type Server, type Settings } from '@glovebox/server'
