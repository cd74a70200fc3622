import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Pod, pods } from '@knarr/api/core/v1'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startTestServer } from '../testing/test-server.ts'
import { readAdmissionConfiguration } from './admission-configuration.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'admission-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const admission = (plugins: object[], kind = 'AdmissionConfiguration') =>
  write('admission.yaml', JSON.stringify({ apiVersion: 'apiserver.config.k8s.io/v1', kind, plugins }))

const podSecurity = {
  apiVersion: 'pod-security.admission.config.k8s.io/v1',
  kind: 'PodSecurityConfiguration',
  defaults: { enforce: 'baseline', 'enforce-version': 'v1.30' },
  exemptions: { runtimeClasses: ['vm'] },
}

describe('readAdmissionConfiguration', () => {
  it('reads configurations that stand there, and those in files beside it', () => {
    write('other.yaml', 'kind: Other\n')
    const file = admission([
      { name: 'PodSecurity', configuration: podSecurity },
      { name: 'Other', path: 'other.yaml' },
      { name: 'Other', configuration: {} },
      { name: 'None' },
    ])
    expect([...readAdmissionConfiguration(file)]).toEqual([
      ['PodSecurity', JSON.stringify(podSecurity)],
      ['Other', 'kind: Other\n'],
    ])
  })

  it('takes a bare configuration of PodNodeSelector, as upstream still does', () => {
    const text = 'podNodeSelectorPluginConfig:\n  web: disk=ssd\n'
    expect([...readAdmissionConfiguration(write('a.yaml', text))]).toEqual([['PodNodeSelector', text]])
  })

  it.each([
    [
      'a file that is missing',
      () => join(folder, 'none'),
      /^unable to read admission control configuration from ".*none" \[.*\]$/,
    ],
    [
      'another kind',
      () => admission([], 'Other'),
      /no kind "Other" is registered for version "apiserver.config.k8s.io\/v1"/,
    ],
    [
      'fields nobody knows',
      () => admission([{ nam: 'x' }]),
      /strict decoding error: unknown field "plugins\[0\].nam"/,
    ],
    [
      'a plugin whose file is missing',
      () => admission([{ name: 'x', path: 'y' }]),
      /^Couldn't open admission plugin configuration/,
    ],
  ])('refuses %s', (_name, file, message) => {
    expect(() => readAdmissionConfiguration(file())).toThrow(message)
  })
})

const start = (plugin: string, configuration: unknown) =>
  startTestServer({
    strategies: undefined,
    admissionPlugins: { enable: ['PodNodeSelector'], disable: ['ServiceAccount'] },
    admissionConfigurations: new Map([[plugin, JSON.stringify(configuration)]]),
  })

const pod = (spec: object) =>
  ({
    metadata: { name: 'web', namespace: 'default' },
    spec: { containers: [{ name: 'c', image: 'x' }], ...spec },
  }) as unknown as Pod

describe('a server with configured plugins', () => {
  it('holds pods to the defaults of PodSecurity', async () => {
    await using test = await start('PodSecurity', podSecurity)
    await expect(test.client.create(pods, pod({ hostNetwork: true }))).rejects.toThrow(
      'violates PodSecurity "baseline:v1.30": host namespaces (hostNetwork=true)',
    )
  })

  it.each([
    [
      { defaults: { warn: 'strict' } },
      'defaults.warn: Invalid value: "strict": must be one of privileged, baseline, restricted',
    ],
    [
      { defaults: { 'audit-version': '1' } },
      'defaults.audit-version: Invalid value: "1": must be "latest" or "v1.x"',
    ],
    [{ exemptions: { namespaces: ['a', 'a'] } }, 'exemptions.namespaces[1]: Duplicate value: "a"'],
    [
      { exemptions: { usernames: [''] } },
      'exemptions.usernames[0]: Invalid value: "": username must not be empty',
    ],
  ])('does not start with a PodSecurityConfiguration of %j', async (more, message) => {
    const { apiVersion, kind } = podSecurity
    await expect(start('PodSecurity', { apiVersion, kind, ...more })).rejects.toThrow(
      `couldn't init admission plugin "PodSecurity": PodSecurity invalid: ${message}`,
    )
  })

  it('has PodNodeSelector add the selector of the cluster, and keep to the list of a namespace', async () => {
    const selectors = { clusterDefaultNodeSelector: 'zone=a', default: 'zone=a,disk=ssd' }
    await using test = await start('PodNodeSelector', { podNodeSelectorPluginConfig: selectors })
    await expect(test.client.create(pods, pod({ nodeSelector: { zone: 'b' } }))).rejects.toThrow(
      'pods "web" is forbidden: pod node label selector conflicts with its namespace node label selector',
    )
    await expect(test.client.create(pods, pod({ nodeSelector: { cpu: 'fast' } }))).rejects.toThrow(
      'pods "web" is forbidden: pod node label selector labels conflict with its namespace whitelist',
    )
    const { spec } = await test.client.create(pods, pod({ nodeSelector: { disk: 'ssd' } }))
    expect(spec.nodeSelector).toEqual({ zone: 'a', disk: 'ssd' })
  })
})
