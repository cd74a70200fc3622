import { describe, expect, it } from 'vitest'
import { choosePlugins } from './choose-plugins.ts'
import { newPlugins, offByDefault } from './plugins/order.ts'

const known = ['A', 'B', 'C'].map((name) => ({ name, handles: () => true }))
const names = (choice: Parameters<typeof choosePlugins>[2]) =>
  choosePlugins(known, new Set(['B']), choice).map(({ name }) => name)

describe('choosePlugins', () => {
  it.each([
    [{}, ['A', 'C']],
    [{ enable: ['B', 'A'] }, ['A', 'B', 'C']],
    [{ enable: ['B'], disable: ['A'] }, ['B', 'C']],
  ])('for %j runs %j', (choice, expected) => {
    expect(names(choice)).toEqual(expected)
  })

  it.each([
    [{ enable: ['X'] }, 'enable-admission-plugins plugin "X" is unknown'],
    [{ disable: ['X'] }, 'disable-admission-plugins plugin "X" is unknown'],
    [
      { enable: ['A'], disable: ['A'] },
      '[A] in enable-admission-plugins and disable-admission-plugins overlapped',
    ],
  ])('refuses %j', (choice, message) => {
    expect(() => names(choice)).toThrow(message)
  })

  it('refuses to run what is not configured, where it is to run', () => {
    const plugins = [...known, { name: 'D', handles: () => true, problem: 'no limits' }]
    const off = new Set(['D'])
    expect(choosePlugins(plugins, off, {})).toHaveLength(3)
    expect(() => choosePlugins(plugins, off, { enable: ['D'] })).toThrow(
      `couldn't init admission plugin "D": no limits`,
    )
  })

  it('knows plugins by upstream names, in upstream order', () => {
    const upstream = [
      'AlwaysAdmit',
      'NamespaceAutoProvision',
      'NamespaceLifecycle',
      'NamespaceExists',
      'LimitPodHardAntiAffinityTopology',
      'LimitRanger',
      'ServiceAccount',
      'NodeRestriction',
      'TaintNodesByCondition',
      'AlwaysPullImages',
      'ImagePolicyWebhook',
      'PodSecurity',
      'PodNodeSelector',
      'Priority',
      'DefaultTolerationSeconds',
      'PodTolerationRestriction',
      'EventRateLimit',
      'ExtendedResourceToleration',
      'DefaultStorageClass',
      'StorageObjectInUseProtection',
      'OwnerReferencesPermissionEnforcement',
      'PersistentVolumeClaimResize',
      'RuntimeClass',
      'CertificateApproval',
      'CertificateSigning',
      'ClusterTrustBundleAttest',
      'CertificateSubjectRestriction',
      'DefaultIngressClass',
      'DenyServiceExternalIPs',
      'PodTopologyLabels',
      'MutatingAdmissionPolicy',
      'MutatingAdmissionWebhook',
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionWebhook',
      'ResourceQuota',
      'AlwaysDeny',
    ]
    const order = newPlugins({} as never).map(({ name }) => name)
    expect(order).toEqual(upstream.filter((name) => order.includes(name)))
    expect(order).toEqual(expect.arrayContaining([...offByDefault]))
  })
})
