import { describe, expect, it } from 'vitest'
import { capabilitiesOf, capabilityNumber } from './capabilities.ts'
import { seccompFilter } from './seccomp.ts'

const nothing = { privileged: false, addCapabilities: [], dropCapabilities: [] }
const architecture = { x64: 0xc000003e, arm64: 0xc00000b7 }
const [allow, eperm, enosys] = [0x7fff0000, 0x50001, 0x50026]

interface CallData {
  readonly arch: number
  readonly number: number
  readonly argument?: number
}

/** What the kernel would answer: the filter, interpreted. */
function answer(filter: Uint8Array, { number, arch, argument = 0 }: CallData): number {
  const code = Buffer.from(filter)
  const loads = new Map([
    [0, number],
    [4, arch],
    [16, argument],
  ])
  let accumulator = 0
  for (let at = 0; at < code.length; at += 8) {
    const [operation, value] = [code.readUInt16LE(at), code.readUInt32LE(at + 4)]
    if (operation === 0x06) return value
    if (operation === 0x20) accumulator = loads.get(value) ?? Number.NaN
    else at += 8 * (code[at + (compares(operation, accumulator, value) ? 2 : 3)] ?? 0)
  }
  throw new Error('the filter does not end')
}

function compares(operation: number, accumulator: number, value: number): boolean {
  if (operation === 0x15) return accumulator === value
  return operation === 0x35 ? accumulator >= value : (accumulator & value) !== 0
}

describe('the default seccomp profile', () => {
  it.each([
    ['x64', 0, {}, allow], // read
    ['x64', 165, {}, eperm], // mount
    ['x64', 165, { addCapabilities: ['SYS_ADMIN'] }, allow],
    ['x64', 161, {}, allow], // chroot, for a default container has SYS_CHROOT
    ['x64', 161, { dropCapabilities: ['ALL'] }, eperm],
    ['x64', 250, { addCapabilities: ['ALL'] }, eperm], // keyctl, whatever one may
    ['x64', 435, {}, enosys], // clone3
    ['x64', 435, { addCapabilities: ['SYS_ADMIN'] }, allow],
    ['x64', 0x40000000, {}, enosys], // x32
    ['arm64', 40, {}, eperm], // mount
    ['arm64', 63, {}, allow], // read
  ] as const)('on %s answers call %i of %j with %i', (machine, number, request, expected) => {
    const filter = seccompFilter(machine, capabilitiesOf({ ...nothing, ...request }))
    expect(answer(filter, { arch: architecture[machine], number })).toBe(expected)
  })

  it('lets processes fork, but not into new namespaces', () => {
    const filter = seccompFilter('x64', capabilitiesOf(nothing))
    const clone = (argument: number): number =>
      answer(filter, { arch: architecture.x64, number: 56, argument })
    expect([clone(17), clone(0x10000000 | 17), clone(0x20000000)]).toEqual([allow, eperm, eperm])
  })

  it('knows no other processor', () => {
    expect(answer(seccompFilter('x64', new Set()), { arch: 0x40000003, number: 0 })).toBe(enosys)
  })
})

describe('capabilities', () => {
  it.each([
    ['the default ones', {}, 14],
    ['all', { addCapabilities: ['ALL'] }, 41],
    ['none', { dropCapabilities: ['all'] }, 0],
    ['one only', { addCapabilities: ['CAP_NET_ADMIN'], dropCapabilities: ['ALL'] }, 1],
    ['all but one', { addCapabilities: ['ALL'], dropCapabilities: ['SYS_TIME'] }, 40],
    ['no unknown ones', { addCapabilities: ['NOSUCH'] }, 14],
    ['all when privileged', { privileged: true, dropCapabilities: ['ALL'] }, 41],
  ])('are %s', (_title, request, count) =>
    expect(capabilitiesOf({ ...nothing, ...request }).size).toBe(count),
  )

  it('have numbers', () => expect([capabilityNumber('chown'), capabilityNumber('CAP_BPF')]).toEqual([0, 39]))
})
