import type { Container, Pod, PodSecurityContext, SecurityContext } from '@knarr/api/core/v1'
import type { Image } from '@knarr/rpc'
import { describe, expect, it } from 'vitest'
import { ConfigError } from './config-error.ts'
import { containerSecurityOf, namespacesOf, sandboxSecurityOf } from './security.ts'

const image: Image = { id: 'sha256:1', repoTags: [], repoDigests: [], sizeBytes: 1 }

function podOf(shared?: PodSecurityContext, spec: Partial<Pod['spec']> = {}): Pod {
  const metadata = { name: 'web', namespace: 'shop', uid: 'u1' }
  return { metadata, spec: { containers: [], securityContext: shared, ...spec } } as unknown as Pod
}

function securityOf(own?: SecurityContext, shared?: PodSecurityContext, user: Partial<Image> = {}) {
  const container = { name: 'c', securityContext: own } as Container
  return containerSecurityOf(podOf(shared), container, { ...image, ...user })
}

describe('containerSecurityOf', () => {
  it('asks for nothing special by itself', () => {
    const { maskedPaths, readonlyPaths, ...rest } = securityOf()
    expect(rest).toEqual({
      ...{ privileged: false, readonlyRootfs: false, noNewPrivileges: false },
      ...{ supplementalGroups: [], addCapabilities: [], dropCapabilities: [] },
      seccomp: { type: 'Unconfined' },
      namespaces: { network: 'POD', pid: 'CONTAINER', ipc: 'POD' },
    })
    expect(maskedPaths).toContain('/proc/kcore')
    expect(readonlyPaths).toContain('/proc/sys')
  })

  it('prefers the container’s settings to the pod’s', () => {
    const shared = {
      ...{ runAsUser: 1, runAsGroup: 2, fsGroup: 3, supplementalGroups: [4] },
      seccompProfile: { type: 'RuntimeDefault' },
    }
    expect(securityOf({}, shared)).toMatchObject({
      ...{ runAsUser: 1, runAsGroup: 2, supplementalGroups: [4, 3] },
      seccomp: { type: 'RuntimeDefault' },
    })
    const seccompProfile = { type: 'Localhost', localhostProfile: 'a.json' }
    const own = { runAsUser: 10, runAsGroup: 20, allowPrivilegeEscalation: false, seccompProfile }
    expect(securityOf(own, shared)).toMatchObject({
      ...{ runAsUser: 10, runAsGroup: 20, noNewPrivileges: true },
      seccomp: { type: 'Localhost', localhostRef: 'a.json' },
    })
  })

  it.each<[SecurityContext, Partial<Image>, object]>([
    [{}, { uid: 7 }, { runAsUser: 7 }],
    [{}, { username: 'nginx' }, { runAsUsername: 'nginx' }],
    [{ runAsUser: 0 }, { username: 'nginx' }, { runAsUser: 0 }],
  ])('runs %j of an image with %j as %j', (own, user, expected) => {
    const { runAsUser, runAsUsername } = securityOf(own, {}, user)
    expect({ runAsUser, runAsUsername }).toEqual({
      runAsUser: undefined,
      runAsUsername: undefined,
      ...expected,
    })
  })

  it.each([{ privileged: true }, { procMount: 'Unmasked' }])('hides nothing with %j', (own) => {
    expect(securityOf(own)).toMatchObject({ maskedPaths: [], readonlyPaths: [] })
  })
})

describe('runAsNonRoot', () => {
  const place = '(pod: "web_shop(u1)", container: c)'

  it.each<[string, SecurityContext, PodSecurityContext, Partial<Image>]>([
    [
      `container's runAsUser breaks non-root policy ${place}`,
      { runAsNonRoot: true, runAsUser: 0 },
      {},
      { uid: 7 },
    ],
    [
      `container's runAsUser breaks non-root policy ${place}`,
      {},
      { runAsNonRoot: true, runAsUser: 0 },
      { uid: 7 },
    ],
    [`container has runAsNonRoot and image will run as root ${place}`, { runAsNonRoot: true }, {}, {}],
    [
      `container has runAsNonRoot and image will run as root ${place}`,
      { runAsNonRoot: true },
      {},
      { uid: 0 },
    ],
    [
      `container has runAsNonRoot and image has non-numeric user (nginx), cannot verify user is non-root ${place}`,
      { runAsNonRoot: true },
      {},
      { username: 'nginx' },
    ],
  ])('refuses: %s', (message, own, shared, user) => {
    expect(() => securityOf(own, shared, user)).toThrow(new ConfigError(message))
  })

  it.each<[SecurityContext, PodSecurityContext, Partial<Image>]>([
    [{ runAsNonRoot: true }, {}, { uid: 7 }],
    [{ runAsNonRoot: true, runAsUser: 5 }, {}, { username: 'nginx' }],
    [{ runAsNonRoot: false }, { runAsNonRoot: true }, {}],
  ])('lets %j over %j run an image with %j', (own, shared, user) => {
    expect(() => securityOf(own, shared, user)).not.toThrow()
  })
})

describe('namespaces and sandbox', () => {
  it.each<[Partial<Pod['spec']>, string | undefined, object]>([
    [
      { hostNetwork: true, hostPID: true, hostIPC: true },
      undefined,
      { network: 'NODE', pid: 'NODE', ipc: 'NODE' },
    ],
    [{ shareProcessNamespace: true }, undefined, { network: 'POD', pid: 'POD', ipc: 'POD' }],
    [{}, 'abc', { network: 'POD', pid: 'TARGET', ipc: 'POD', targetId: 'abc' }],
  ])('of %j with target %s are %j', (spec, target, expected) => {
    expect(namespacesOf(podOf({}, spec), target)).toEqual(expected)
  })

  it('make the sandbox privileged for one privileged container', () => {
    const initContainers = [{ name: 'i', securityContext: { privileged: true } }] as Container[]
    expect(sandboxSecurityOf(podOf({ runAsUser: 5 }, { initContainers }))).toMatchObject({
      privileged: true,
      runAsUser: 5,
    })
    expect(sandboxSecurityOf(podOf()).privileged).toBe(false)
  })
})
