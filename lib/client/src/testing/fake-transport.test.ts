import { FakeTransport } from './fake-transport.ts'
import { transportSuite } from './transport-suite.ts'

transportSuite('FakeTransport', async () => ({ transport: new FakeTransport() }))
