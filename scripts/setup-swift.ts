import { hasProgram, installPackages } from './install-packages.ts'

// Sees to it that the tests have a real S3 server: OpenStack Swift, from Debian's packages. The long tests of sources
// start one of their own, on free ports, and fail without it. `--required`: fail here already.

const programs = ['swift-proxy-server', 'swift-account-server', 'swift-container-server', 'swift-object-server']
const isThere = (): boolean => [...programs, 'swift-ring-builder'].every(hasProgram)
if (!isThere()) installPackages('swift', ['swift-proxy', 'swift-account', 'swift-container', 'swift-object'])
if (isThere()) console.log('swift: the servers are here')
else {
  console.error('swift: not available')
  console.error('  Debian, Ubuntu: apt-get install swift-proxy swift-account swift-container swift-object')
  if (process.argv.includes('--required')) process.exitCode = 1
}
