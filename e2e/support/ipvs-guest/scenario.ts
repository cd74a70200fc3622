// Runs inside the guest: the proxy's backend writes to a kernel that has ip_vs, connections are made, and what was
// seen is written as JSON for the test outside to judge.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { silentLogger } from '@knarr/component'
import { CommandError, runCommand } from '@knarr/linux'
import { IpvsBackend } from '@knarr/proxy'
import { PeerProcess } from './peer-process.ts'

type Changes = Parameters<IpvsBackend['sync']>[0]
type Entry = Changes[number]['entries'][number]
type Port = Entry['servicePort']

const seen: Record<string, unknown> = {}
const topology = { nodeName: 'node', zone: '' }
const vip = '10.102.128.4'
const pods = ['10.244.0.235', '10.244.1.237']
let tick: () => void = () => undefined

const sh = (command: string): Promise<string> => runCommand(['sh', '-ec', command])

const shared = {
  ...{ masqueradeAll: false, masqueradeMark: 0x4000, excludeCidrs: ['10.99.0.0/16'], logger: silentLogger },
  clock: {
    now: () => 0,
    after: (_: number, task: () => void) => {
      tick = task
      return { cancel: () => undefined }
    },
  },
  run: runCommand,
  enter: (command: readonly string[]) => [...command],
}
const backend = new IpvsBackend({
  ...shared,
  ...{ family: 'IPv4', localCidrs: ['10.244.0.0/16'], nodePortAddresses: ['10.0.9.1'], nodeIp: '10.0.9.1' },
})
const backend6 = new IpvsBackend({
  ...shared,
  ...{ family: 'IPv6', localCidrs: ['fd00:10::/32'], nodePortAddresses: ['fd00:9::1'], nodeIp: 'fd00:9::1' },
})

function nginx(changes: Partial<Port> = {}, reachable: readonly string[] = pods): Changes {
  const servicePort: Port = {
    ...{ namespace: 'default', service: 'nginx-service', portName: 'http', protocol: 'TCP', clusterIp: vip },
    ...{ port: 3080, nodePort: 0, externalIps: [], loadBalancerIps: [], sourceRanges: [] },
    ...{ affinitySeconds: undefined, internalPolicyLocal: false, externalPolicyLocal: false },
    ...{ healthCheckNodePort: 0, annotations: {} },
    ...changes,
  }
  const endpoints = reachable.map((ip) => ({
    ...{ ip, port: 8080, ready: true, serving: true, terminating: false, isLocal: true },
    ...{ zoneHints: [], nodeHints: [] },
  }))
  return [{ key: 'default/nginx-service', entries: [{ servicePort, endpoints }] }]
}

async function sync(changes: Changes): Promise<void> {
  await backend.sync(changes, topology)
}

async function makeNetwork(): Promise<void> {
  await sh(
    'ip link set lo up; for f in ipv4/ip_forward ipv6/conf/all/forwarding; do echo 1 >/proc/sys/net/$f; done',
  )
  const make = (name: string, outer: string, inner: string, net6: string): Promise<string> =>
    sh(`ip netns add ${name}; ip link add v${name} type veth peer name eth0 netns ${name}
        ip addr add ${outer}/24 dev v${name}; ip link set v${name} up
        ip -n ${name} link set lo up; ip -n ${name} addr add ${inner}/24 dev eth0; ip -n ${name} link set eth0 up
        ip -n ${name} route add default via ${outer}
        ip addr add ${net6}::1/64 dev v${name} nodad; ip -n ${name} addr add ${net6}::2/64 dev eth0 nodad
        ip -n ${name} -6 route add default via ${net6}::1`)
  await make('pod1', '10.244.0.1', '10.244.0.235', 'fd00:10')
  await make('pod2', '10.244.1.1', '10.244.1.237', 'fd00:10:1')
  await make('client', '10.0.9.1', '10.0.9.2', 'fd00:9')
}

await makeNetwork()
await PeerProcess.serve('pod1', 8080)
await PeerProcess.serve('pod2', 8080)
const client = PeerProcess.connect('client')
const node = PeerProcess.connect()
const pod = PeerProcess.connect('pod1')

async function clusterIp(): Promise<void> {
  await sync(nginx())
  seen.listing = await sh('ipvsadm -ln')
  seen.device = await sh('ip addr show kube-ipvs0')
  seen.clusterIps = await sh('ipset list KUBE-CLUSTER-IP')
  seen.hairpins = await sh('ipset list KUBE-LOOP-BACK')
  seen.rr = await client.openMany(6, vip, 3080)
  seen.fromNode = await node.openMany(2, vip, 3080)
  seen.fromPod = await pod.openMany(4, vip, 3080)
  await PeerProcess.serve(undefined, 9999)
  seen.ownPort = await client.open('10.0.9.1', 9999)
  seen.otherPort = await client.open(vip, 9999)
  for (const peer of [client, node, pod]) await peer.reset()
}

async function bySchedulers(): Promise<void> {
  const weights = `${pods[0]}=3`
  for (const scheduler of ['rr', 'lc', 'dh', 'sh', 'sed', 'nq', 'wrr', 'wlc', 'mh']) {
    // Another port for each, so that connections of the one before do not count.
    const port = 4000 + Object.keys(seen).length
    const annotations = { 'ipvs.knarr.dev/scheduler': scheduler, 'ipvs.knarr.dev/weights': weights }
    await sync(nginx({ port, annotations }))
    seen[`by ${scheduler}`] = {
      line: (await sh('ipvsadm -Sn')).split('\n')[0],
      answers: await client.openMany(8, vip, port),
    }
    await client.reset()
  }
}

async function persistence(): Promise<void> {
  await sync(nginx({ port: 5080, affinitySeconds: 10_800 }))
  seen.persistent = await client.openMany(4, vip, 5080)
  seen.persistentListing = await sh('ipvsadm -ln')
  await client.reset()
}

async function drain(): Promise<void> {
  await sync(nginx({ port: 6080 }))
  const [first = '', second = ''] = await client.openMany(2, vip, 6080)
  const leaving = first === 'pod1' ? 0 : 1
  await sync(nginx({ port: 6080 }, pods.slice(1)))
  seen.draining = {
    ...{ both: [first, second].sort(), listing: await sh('ipvsadm -ln') },
    ...{ old: await client.send(leaving), fresh: await client.openMany(2, vip, 6080) },
  }
  await client.reset()
  for (let attempt = 0; attempt < 20 && (await sh('ipvsadm -ln')).includes(String(pods[0])); attempt++) {
    await sh('sleep 1')
    tick()
  }
  seen.drained = await sh('ipvsadm -ln')
}

async function incremental(): Promise<void> {
  const before = await sh('ipvsadm -Sn; ipset save; iptables-save | grep -v "^[:#]"')
  backend.invalidate()
  await sync([])
  seen.incrementalIsWhole = (await sh('ipvsadm -Sn; ipset save; iptables-save | grep -v "^[:#]"')) === before
  await sh(
    'ipvsadm -C; ipset flush KUBE-CLUSTER-IP; ip addr flush dev kube-ipvs0; iptables -t nat -F KUBE-SERVICES',
  )
  await sh(
    'iptables -t filter -D INPUT -m comment --comment "kube-proxy firewall rules" -j KUBE-PROXY-FIREWALL',
  )
  backend.invalidate()
  await sync([])
  seen.repaired =
    (await sh('ipvsadm -Sn; ipset save; iptables-save | grep -v "^[:#]"')).split('\n').sort().join('\n') ===
    before.split('\n').sort().join('\n')
}

async function otherFamilyAndProtocols(): Promise<void> {
  const v6 = nginx(
    { clusterIp: 'fd00:96::1', port: 80, loadBalancerIps: ['fd00:1::1'], sourceRanges: ['::/0'] },
    [...['fd00:10::2', 'fd00:10:1::2']],
  )
  await backend6.sync(v6, topology)
  seen.v6 = await client.openMany(4, 'fd00:96::1', 80)
  backend6.invalidate()
  await backend6.sync([], topology)
  seen.v6Listing = await sh('ipvsadm -Sn | grep fd00')
  await backend6.cleanup()
  seen.v6Left = await sh('ipvsadm -Sn; ip6tables-save; ipset save; ip addr show kube-ipvs0').then((text) =>
    text.split('\n').filter((line) => /fd00:(1|96)|KUBE-6|-j KUBE/.test(line)),
  )
  for (const protocol of ['UDP', 'SCTP'] as const) {
    await sync(nginx({ port: 8053, protocol, nodePort: 30053 }))
    await sync(nginx({ port: 8053, protocol, nodePort: 30053 }, pods.slice(1)))
    seen[protocol] = await sh('ipvsadm -Sn')
  }
  await client.reset()
}

async function sctp(): Promise<void> {
  const script = join(import.meta.dirname, 'sctp.pl')
  for (const name of ['pod1', 'pod2']) {
    const server = ['netns', 'exec', name, 'perl', script, 'serve', name, '8080']
    const child = spawn('ip', server, { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(child.stdout, 'data')
  }
  await sync(nginx({ port: 9053, protocol: 'SCTP' }))
  const answers: string[] = []
  for (let turn = 0; turn < 4; turn++)
    answers.push((await sh(`ip netns exec client perl ${script} ask ${vip} 9053`)).trim())
  seen.sctp = answers
}

async function everyKind(): Promise<void> {
  const lb = { loadBalancerIps: ['5.6.7.8'], sourceRanges: ['203.0.113.0/25'], externalIps: ['1.2.3.4'] }
  await sync(nginx({ ...lb, port: 7080, nodePort: 30080 }))
  seen.nodePort = await client.openMany(2, '10.0.9.1', 30080)
  seen.outFilter = await sh('iptables -S KUBE-IPVS-OUT-FILTER')
  seen.rules = (await sh('iptables-save')).split('\n').filter((line) => line.startsWith('-A')).length
  await client.reset()
}

async function cleanup(): Promise<void> {
  await sh('ipvsadm -A -t 10.99.0.1:99 -s rr; ipset create FOREIGN hash:ip; iptables -N FOREIGN')
  backend.invalidate()
  await sync([])
  await backend.cleanup()
  seen.left = await sh(
    'ipvsadm -Sn; ipset save; iptables-save | grep -E "KUBE|FOREIGN"; ip -o link show | grep -c kube-ipvs0 || :',
  )
}

try {
  for (const step of [
    clusterIp,
    bySchedulers,
    persistence,
    drain,
    incremental,
    otherFamilyAndProtocols,
    sctp,
    everyKind,
    cleanup,
  ]) {
    process.stdout.write(`${step.name} at ${process.uptime()} s\n`)
    await step()
  }
  seen.isComplete = true
} catch (error) {
  seen.error = error instanceof CommandError ? `${error.message}\n${error.stderr}` : String(error)
}
writeFileSync('/run/share/seen.json', JSON.stringify(seen, null, 2))
process.exit(0)
