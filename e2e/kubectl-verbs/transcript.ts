import { setTimeout as sleep } from 'node:timers/promises'
import { stripVTControlCharacters } from 'node:util'
import type { Kubectl, KubectlResult } from '../support/kubectl.ts'
import type { Step } from './steps.ts'

/** What one step printed, as it is compared. */
export interface Shown {
  readonly command: string
  readonly output: string
}

const patienceMs = 60_000

/** Runs the steps in a namespace and writes down what each printed, without what differs from run to run. */
export async function transcript(
  kubectl: Kubectl,
  { namespace, node }: { readonly namespace: string; readonly node: string },
  steps: readonly Step[],
): Promise<readonly Shown[]> {
  const shown: Shown[] = []
  const named = (text: string): string => text.replaceAll('NS', namespace).replaceAll('NODE', node)
  const unnamed = (text: string): string => text.replaceAll(namespace, 'NS').replaceAll(node, 'NODE')
  for (const step of steps) {
    const args = step.args.map(named)
    const result = await resultOf(kubectl, args, {
      ...step,
      ...(step.stdin === undefined ? {} : { stdin: named(step.stdin) }),
    })
    shown.push({
      command: `kubectl ${step.args.join(' ')}`,
      output: unnamed(told(result, step)),
    })
  }
  return shown
}

async function resultOf(kubectl: Kubectl, args: readonly string[], step: Step): Promise<KubectlResult> {
  const { stdin, env } = step
  const options = { ...(stdin === undefined ? {} : { stdin }), ...(env ? { env } : {}) }
  for (const until = Date.now() + patienceMs; ; await sleep(100)) {
    const result = await kubectl.result(args, options)
    const isDone = result.code === 0 && result.stdout !== ''
    if (!step.isAwaited || isDone || Date.now() > until) return result
  }
}

function told({ code, stdout, stderr }: KubectlResult, { isSilent, only }: Step): string {
  if (isSilent && code === 0) return '(succeeds)'
  const lines = stripVTControlCharacters(`${stdout}${stderr}`)
    .split('\n')
    .map((line) => settled(line).trimEnd())
    .filter((line) => line !== '' && (only === undefined || only.test(line)))
  return [...lines, ...(code === 0 ? [] : [`(ends with ${code})`])].join('\n')
}

/** Names, times and addresses that are others in each run. */
const volatile: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, 'UID'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, 'TIME'],
  [/\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000/g, 'TIME'],
  [/X509SHA256=[0-9a-f]{64}/g, 'X509SHA256=HASH'],
  [/(resourceVersion"?: )"\d+"/g, '$1"N"'],
  [/\b(web|applied|once|client)-[0-9a-z]{8,10}(-[0-9a-z]{5})?\b/g, '$1-HASH'],
  [/\b(web|applied|once)-[0-9a-z]{5}\b/g, '$1-HASH'],
  [/\b\d+\.\d+\.\d+\.\d+(:\d+)?\b/g, 'ADDRESS'],
  [/(?<=[:/])3[0-2]\d{3}\b/g, 'PORT'],
  [/(?<=^| )(\d+h)?(\d+m)?\d+m?s(?=\s|$)/g, 'AGE'],
  [/<invalid>|<unknown>(?= +$)/g, 'AGE'],
  [/v1\.36\.\d+\S*/g, 'v1.36'],
  [/ {2,}/g, '  '],
]

function settled(line: string): string {
  return volatile.reduce((text, [pattern, by]) => text.replaceAll(pattern, by), line)
}

/** `$ command`, what it printed, and an empty line, for each. */
export function written(shown: readonly Shown[]): string {
  return shown.map(({ command, output }) => `$ ${command}\n${output}\n`).join('\n')
}

/** The other way round, in order. */
export function read(text: string): readonly Shown[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...rest] = part.split('\n')
      return { command, output: rest.join('\n').trimEnd() }
    })
}
