import { describe, expect, it } from 'vitest'
import { parseTraceOptions } from './proxy-options.ts'

describe('the packet of knarr proxy trace', () => {
  it.each([
    ['10.244.0.5', '10.96.0.10:53', '10.96.0.10'],
    ['fd00::5', '[fd00:96::a]:53', 'fd00:96::a'],
  ])('goes from %s to %s', (source, dst, destination) => {
    const args = [`--src=${source}`, `--dst=${dst}`, '--protocol=UDP']
    const packet = { source, destination, protocol: 'UDP', port: 53 }
    expect(parseTraceOptions(args)).toMatchObject({ packet, options: { clusterCidrs: [] } })
  })

  it.each([
    [['--dst=10.96.0.10:53'], /--src: must be an IP address/],
    [['--src=10.0.0.1', '--dst=10.96.0.10'], /--dst: must be ADDRESS:PORT/],
    [['--src=10.0.0.1', '--dst=10.96.0.10:65536'], /--dst/],
    [['--src=10.0.0.1', '--dst=[fd00::1]:80'], /the same IP family/],
    [['--src=10.0.0.1', '--dst=10.96.0.10:53', 'more'], /unknown argument "more"/],
  ])('is refused: %j', (args, message) => {
    expect(() => parseTraceOptions(args)).toThrow(message)
  })
})
