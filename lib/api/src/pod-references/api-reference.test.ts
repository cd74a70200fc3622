import { describe, expect, it } from 'vitest'
import type { PodSpec } from '../core/v1/api.generated.ts'
import { apiReferenceOf } from './api-reference.ts'
import { configMapNamesOf, secretNamesOf } from './referenced-names.ts'

const podOf = (spec: object): PodSpec => ({ containers: [{ name: 'c' }], ...spec }) as PodSpec
const volumeOf = (source: object): PodSpec => podOf({ volumes: [{ name: 'v', ...source }] })

describe('what a pod refers to', () => {
  it('is found in pull secrets, in containers of every kind and in volumes', () => {
    const from = (name: string): object[] => [{ name, envFrom: [{ secretRef: { name } }] }]
    const env = [
      { name: 'A', valueFrom: { secretKeyRef: { name: 'key', key: 'k' } } },
      { name: 'B', valueFrom: { configMapKeyRef: { name: 'setting', key: 'k' } } },
    ]
    const spec = podOf({
      imagePullSecrets: [{ name: 'pull' }, { name: '' }],
      initContainers: from('init'),
      containers: [{ name: 'c', env, envFrom: [{ configMapRef: { name: 'settings' } }] }],
      ephemeralContainers: from('debug'),
      volumes: [
        { name: 'a', secret: { secretName: 'files' } },
        { name: 'b', csi: { driver: 'd', nodePublishSecretRef: { name: 'publish' } } },
        {
          name: 'c',
          projected: { sources: [{ secret: { name: 'part' } }, { configMap: { name: 'other' } }] },
        },
        { name: 'd', configMap: { name: 'config' } },
      ],
    })
    expect(secretNamesOf(spec)).toEqual(['pull', 'init', 'key', 'debug', 'files', 'publish', 'part'])
    expect(configMapNamesOf(spec)).toEqual(['settings', 'setting', 'other', 'config'])
  })

  it.each([
    [podOf({}), undefined],
    [podOf({ serviceAccountName: 'robot' }), 'serviceaccounts'],
    [podOf({ resourceClaims: [{ name: 'r', resourceClaimName: 'c' }] }), 'resourceclaims'],
    [volumeOf({ hostPath: { path: '/' } }), undefined],
    [volumeOf({ csi: { driver: 'd' } }), 'csidrivers (via CSI volumes)'],
    [volumeOf({ ephemeral: {} }), 'persistentvolumeclaims (via ephemeral volumes)'],
    [volumeOf({ secret: {} }), 'secrets (via secret volumes)'],
    [volumeOf({ projected: { sources: [{ downwardAPI: {} }] } }), undefined],
    [volumeOf({ projected: { sources: [{ downwardAPI: {} }, { podCertificate: {} }] } }), 'podcertificates'],
  ])('of %j first: %s', (spec, reference) => {
    expect(apiReferenceOf(spec)).toBe(reference)
  })
})
