import {
  type ApiServerOptions,
  type AuditOptions,
  apiServerFeatures,
  openAudit,
  readAdmissionConfiguration,
  readSubresourceConfiguration,
  type ServiceRanges,
  type ShutdownOptions,
} from '@knarr/apiserver'
import { type Logger, OptionError, type OptionValues, parseFeatureGates } from '@knarr/component'
import { parseCidr, systemClock, systemRandom } from '@knarr/machinery'
import { authenticationOptionsOf, authenticationTable } from './authentication-options.ts'
import { authorizationOptionsOf, authorizationTable } from './authorization-options.ts'
import { frontProxySettingsOf, frontProxyTable } from './front-proxy-options.ts'
import { kubeletSettingsOf, kubeletTable } from './kubelet-options.ts'

const serverTable = {
  'max-requests-inflight': {
    type: 'number',
    default: 400,
    help: 'How many requests that change nothing are served at once. With priority and fairness this and the next are one sum.',
  },
  'max-mutating-requests-inflight': {
    type: 'number',
    default: 200,
    help: 'How many requests that may change something are served at once.',
  },
  'enable-priority-and-fairness': {
    type: 'boolean',
    default: true,
    help: 'Share the server by priority levels and fairly between flows; otherwise whoever comes first is served.',
  },
  'request-timeout': {
    type: 'duration',
    default: '1m',
    help: 'What a request may take that is neither a watch nor a stream.',
  },
  'min-request-timeout': {
    type: 'number',
    default: 1800,
    help: 'For how many seconds a watch lasts at least, and at most twice as long, where its client does not say.',
  },
  'goaway-chance': {
    type: 'number',
    default: 0,
    help: 'How likely a request over HTTP/2 is the last on its connection, at most 0.02: with several servers, clients spread anew.',
  },
  'shutdown-delay-duration': {
    type: 'duration',
    default: '0s',
    help: 'For how long the server serves on after /readyz says that it goes.',
  },
  'event-ttl': {
    type: 'duration',
    default: '1h',
    help: 'How long events are kept after they were last written.',
  },
  'enable-admission-plugins': {
    type: 'list',
    help: 'Admission plugins to run besides those that run by default.',
  },
  'disable-admission-plugins': { type: 'list', help: 'Admission plugins not to run.' },
  'admission-control-config-file': {
    type: 'string',
    help: 'A file with the AdmissionConfiguration: what admission plugins are configured with.',
  },
  'subresource-config-file': {
    type: 'string',
    help: 'A file with a SubresourceConfiguration (knarr.io/v1): subresources that servers of your own answer for.',
  },
  'service-cluster-ip-range': {
    type: 'list',
    default: ['10.96.0.0/12'],
    help: 'Where cluster IPs come from: a block, or one of each IP family.',
  },
  'service-node-port-range': { type: 'string', default: '30000-32767', help: 'Where node ports come from.' },
  'feature-gates': {
    type: 'list',
    help: 'Features to turn on or off, as Name=true or Name=false; AllAlpha and AllBeta are those of a stage.',
  },
  'audit-policy-file': {
    type: 'string',
    help: 'A file with the audit policy: which requests are told, and how much of them.',
  },
  'audit-log-path': { type: 'string', help: 'Where requests are told: a file, or - for standard output.' },
  'audit-log-format': { type: 'string', default: 'json', oneOf: ['json'], help: 'How they are written.' },
  'audit-log-maxsize': {
    type: 'number',
    default: 0,
    help: 'Rotate the log before it is so many megabytes; 0: 100.',
  },
  'audit-log-maxage': {
    type: 'number',
    default: 0,
    help: 'Remove rotated logs after so many days; 0: never.',
  },
  'audit-log-maxbackup': { type: 'number', default: 0, help: 'Keep so many rotated logs at most; 0: all.' },
  'audit-log-compress': { type: 'boolean', help: 'Compress rotated logs.' },
  'audit-webhook-config-file': {
    type: 'string',
    help: 'A kubeconfig that says to whom else requests are told.',
  },
  'audit-webhook-batch-max-size': { type: 'number', default: 400, help: 'So many are told at a time.' },
  'audit-webhook-batch-max-wait': {
    type: 'duration',
    default: '30s',
    help: 'How long it is waited for so many.',
  },
  'audit-webhook-batch-buffer-size': {
    type: 'number',
    default: 10_000,
    help: 'So many wait at most; others are lost.',
  },
  'audit-webhook-initial-backoff': {
    type: 'duration',
    default: '10s',
    help: 'How long after a failure it is tried again.',
  },
  'encryption-provider-config': {
    type: 'string',
    help: 'A file that says which objects are kept encrypted, and by which keys.',
  },
  'encryption-provider-config-automatic-reload': {
    type: 'boolean',
    help: 'Read that file again when it changes.',
  },
} as const

/** The flags of upstream's kube-apiserver that mean something here, by upstream's names. */
export const apiServerTable: typeof serverTable &
  typeof authenticationTable &
  typeof authorizationTable &
  typeof frontProxyTable &
  typeof kubeletTable = {
  ...serverTable,
  ...frontProxyTable,
  ...kubeletTable,
  ...authenticationTable,
  ...authorizationTable,
}

export type ServerValues = OptionValues<typeof apiServerTable>

/** What a server is told by flags, and how it is to end. */
export interface ServerSettings {
  readonly options: Omit<Partial<ApiServerOptions>, 'store' | 'clock' | 'random' | 'logger'>
  readonly shutdown: ShutdownOptions
  /** PEM: whose certificates are those of proxies in front of the server, if not of the server's own authority. */
  readonly frontProxyAuthority: string | undefined
}

/** @throws OptionError, ConfigurationError */
export async function serverSettingsOf(values: ServerValues, logger: Logger): Promise<ServerSettings> {
  const audit = await auditOf(values, logger)
  const frontProxy = frontProxySettingsOf(values)
  const { encryptionProviderConfig: file, admissionControlConfigFile: configFile } = values
  const { subresourceConfigFile } = values
  return {
    options: {
      maxRequestsInFlight: wholeNumber('max-requests-inflight', values.maxRequestsInflight),
      maxMutatingRequestsInFlight: wholeNumber(
        'max-mutating-requests-inflight',
        values.maxMutatingRequestsInflight,
      ),
      priorityAndFairness: values.enablePriorityAndFairness,
      requestTimeoutMs: values.requestTimeout,
      minRequestTimeoutMs: 1000 * wholeNumber('min-request-timeout', values.minRequestTimeout),
      goawayChance: goawayChanceOf(values),
      eventTtlMs: values.eventTtl,
      ...(await authenticationOptionsOf(values)),
      ...frontProxy.options,
      kubeletSettings: kubeletSettingsOf(values),
      ...(await authorizationOptionsOf(values, logger)),
      admissionPlugins: { enable: values.enableAdmissionPlugins, disable: values.disableAdmissionPlugins },
      ...(configFile ? { admissionConfigurations: readAdmissionConfiguration(configFile) } : {}),
      ...(subresourceConfigFile
        ? { subresourceFunctions: readSubresourceConfiguration(subresourceConfigFile) }
        : {}),
      serviceRanges: serviceRangesOf(values),
      features: parseFeatureGates(values.featureGates.join(','), apiServerFeatures),
      flags: shownFlags(values),
      ...(audit ? { audit } : {}),
      ...(file ? { encryption: { file, isReloaded: values.encryptionProviderConfigAutomaticReload } } : {}),
    },
    frontProxyAuthority: frontProxy.authority,
    shutdown: { delayMs: values.shutdownDelayDuration, graceMs: values.requestTimeout },
  }
}

function auditOf(values: ServerValues, logger: Logger): ReturnType<typeof openAudit> {
  const options: AuditOptions = {
    policyFile: values.auditPolicyFile,
    logPath: values.auditLogPath,
    logMaxAgeDays: wholeNumber('audit-log-maxage', values.auditLogMaxage),
    logMaxBackups: wholeNumber('audit-log-maxbackup', values.auditLogMaxbackup),
    logMaxSizeMb: wholeNumber('audit-log-maxsize', values.auditLogMaxsize),
    logIsCompressed: values.auditLogCompress,
    ...webhookOf(values),
  }
  const writeStdout = (text: string): void => void process.stdout.write(text)
  return openAudit(options, { clock: systemClock, random: systemRandom, logger, writeStdout })
}

function webhookOf(values: ServerValues): Pick<AuditOptions, 'webhook'> {
  const { auditWebhookConfigFile: configFile } = values
  if (!configFile) return {}
  return {
    webhook: {
      configFile,
      maxBatchSize: wholeNumber('audit-webhook-batch-max-size', values.auditWebhookBatchMaxSize),
      bufferSize: wholeNumber('audit-webhook-batch-buffer-size', values.auditWebhookBatchBufferSize),
      maxBatchWaitMs: values.auditWebhookBatchMaxWait,
      initialBackoffMs: values.auditWebhookInitialBackoff,
    },
  }
}

function serviceRangesOf({ serviceClusterIpRange, serviceNodePortRange }: ServerValues): ServiceRanges {
  const wrong = serviceClusterIpRange.find((text) => !parseCidr(text))
  if (wrong !== undefined || serviceClusterIpRange.length > 2 || serviceClusterIpRange.length === 0) {
    const text = wrong ?? serviceClusterIpRange.join(',')
    throw new OptionError(`invalid value "${text}" for --service-cluster-ip-range: must be one or two CIDRs`)
  }
  const [, first, last] = /^(\d+)-(\d+)$/.exec(serviceNodePortRange) ?? []
  const nodePorts = { first: Number(first), last: Number(last) }
  if (!(nodePorts.first >= 1 && nodePorts.first <= nodePorts.last && nodePorts.last <= 65_535)) {
    throw new OptionError(
      `invalid value "${serviceNodePortRange}" for --service-node-port-range: must be two ports, as 30000-32767`,
    )
  }
  return { cidrs: serviceClusterIpRange, nodePorts }
}

function goawayChanceOf({ goawayChance }: ServerValues): number {
  if (goawayChance >= 0 && goawayChance <= 0.02) return goawayChance
  throw new OptionError('--goaway-chance can not be less than 0 or greater than 0.02')
}

function wholeNumber(flag: string, value: number): number {
  if (Number.isInteger(value) && value >= 0) return value
  throw new OptionError(`invalid value "${value}" for --${flag}: must be a whole number, not negative`)
}

/** As `/flagz` shows them. */
function shownFlags(values: ServerValues): Record<string, unknown> {
  const known = values as unknown as Record<string, unknown>
  return Object.fromEntries(
    Object.keys(apiServerTable).map((name) => [
      name,
      known[name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())],
    ]),
  )
}
