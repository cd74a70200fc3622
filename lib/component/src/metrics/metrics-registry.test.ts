import { describe, expect, it } from 'vitest'
import { exponentialBuckets, linearBuckets } from './histogram.ts'
import { MetricsRegistry } from './metrics-registry.ts'

describe('MetricsRegistry', () => {
  it('writes Prometheus text, sorted by name', () => {
    const registry = new MetricsRegistry()
    const requests = registry.counter({
      name: 'requests_total',
      help: 'Requests.\nAll.',
      labels: ['verb', 'code'],
    })
    requests.with('GET', '200').inc()
    requests.with('GET', '200').inc(2)
    requests.with('a"b\\c\nd', '500').inc()
    const depth = registry.gauge({ name: 'depth', help: 'Depth.' })
    depth.set(5)
    depth.dec(2)
    depth.inc()
    expect(registry.text()).toBe(
      '# HELP depth Depth.\n# TYPE depth gauge\ndepth 4\n' +
        '# HELP requests_total Requests.\\nAll.\n# TYPE requests_total counter\n' +
        'requests_total{verb="GET",code="200"} 3\n' +
        'requests_total{verb="a\\"b\\\\c\\nd",code="500"} 1\n',
    )
  })

  it('writes histograms with cumulative buckets', () => {
    const registry = new MetricsRegistry()
    const seconds = registry.histogram({ name: 'seconds', help: 'H.', labels: ['verb'], buckets: [0.1, 1] })
    for (const value of [0.1, 0.5, 1, 7]) seconds.with('GET').observe(value)
    expect(registry.text()).toBe(
      '# HELP seconds H.\n# TYPE seconds histogram\n' +
        'seconds_bucket{verb="GET",le="0.1"} 1\n' +
        'seconds_bucket{verb="GET",le="1"} 3\n' +
        'seconds_bucket{verb="GET",le="+Inf"} 4\n' +
        'seconds_sum{verb="GET"} 8.6\n' +
        'seconds_count{verb="GET"} 4\n',
    )
    expect(seconds.with('GET').count).toBe(4)
  })

  it('shows a metric without labels from the start, one with labels once it has a series', () => {
    const registry = new MetricsRegistry()
    registry.counter({ name: 'plain', help: '' })
    registry.counter({ name: 'labelled', help: '', labels: ['a'] })
    expect(registry.text()).toContain('\nplain 0\n')
    expect(registry.text()).not.toContain('labelled{')
  })

  it('reads observed metrics when asked', () => {
    const registry = new MetricsRegistry()
    let size = 1
    registry.observe({ name: 'size', help: '', labels: ['of'] }, () => [{ labels: ['x'], value: size }])
    size = 2
    expect(registry.text()).toContain('# TYPE size gauge\nsize{of="x"} 2\n')
    expect(() => registry.observe({ name: 'size', help: '' }, () => [])).toThrow('registered twice')
  })

  it('forgets removed series', () => {
    const registry = new MetricsRegistry()
    const gauge = registry.gauge({ name: 'g', help: '', labels: ['a', 'b'] })
    gauge.with('1', '2').set(1)
    gauge.remove('1', '2')
    expect(registry.text()).not.toContain('g{')
  })

  it('shares a metric of the same name, type and labels, and refuses others', () => {
    const registry = new MetricsRegistry()
    const first = registry.counter({ name: 'c', help: '', labels: ['a'] })
    expect(registry.counter({ name: 'c', help: '', labels: ['a'] })).toBe(first)
    expect(() => registry.counter({ name: 'c', help: '' })).toThrow('metric c is registered twice')
    expect(() => registry.gauge({ name: 'c', help: '', labels: ['a'] })).toThrow(
      'metric c is registered twice',
    )
  })

  it('refuses wrong names and wrong numbers of label values', () => {
    const registry = new MetricsRegistry()
    expect(() => registry.counter({ name: 'a-b', help: '' })).toThrow('"a-b" is no name')
    const counter = registry.counter({ name: 'c', help: '', labels: ['a'] })
    expect(() => counter.with('1', '2')).toThrow('metric c has 1 labels, not 2')
    expect(() => counter.inc()).toThrow('metric c has 1 labels, not 0')
  })

  it('lets counters only grow', () => {
    const counter = new MetricsRegistry().counter({ name: 'c', help: '' })
    counter.inc(2)
    counter.inc(-1)
    expect(counter.value).toBe(2)
  })
})

describe('buckets', () => {
  it('grow by factor or step', () => {
    expect(exponentialBuckets(1, 2, 4)).toEqual([1, 2, 4, 8])
    expect(linearBuckets(1, 2, 3)).toEqual([1, 3, 5])
  })
})
