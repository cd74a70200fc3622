import { describe, expect, it } from 'vitest'
import { helpText } from './help-text.ts'
import { OptionError } from './option-error.ts'
import { defineOptions } from './option-table.ts'
import { parseOptions } from './parse-options.ts'

const table = defineOptions({
  'bind-address': { type: 'string', default: '0.0.0.0', help: 'The address to listen on.' },
  'secure-port': { type: 'number', default: 6443, help: 'The port.' },
  'dry-run': { type: 'boolean', help: 'Change nothing.' },
  'resync-period': { type: 'duration', default: '30s', help: 'How often to look again.' },
  controllers: { type: 'list', default: ['*'], help: 'Which controllers run.' },
  'proxy-mode': { type: 'string', oneOf: ['ipvs', 'nftables'], help: 'How services work.' },
  v: { type: 'number', default: 0, help: 'How much is logged.', short: 'v' },
})

const defaults = {
  bindAddress: '0.0.0.0',
  securePort: 6443,
  dryRun: false,
  resyncPeriod: 30_000,
  controllers: ['*'],
  proxyMode: undefined,
  v: 0,
}

describe('parseOptions', () => {
  it.each([
    ['nothing', [], {}],
    ['--name=value', ['--bind-address=::1', '--secure-port=1'], { bindAddress: '::1', securePort: 1 }],
    ['--name value', ['--bind-address', '--odd', '-v', '4'], { bindAddress: '--odd', v: 4 }],
    ['values with =', ['--bind-address=a=b'], { bindAddress: 'a=b' }],
    ['booleans', ['--dry-run'], { dryRun: true }],
    ['booleans with value', ['--dry-run=false'], { dryRun: false }],
    ['durations', ['--resync-period=1m30s'], { resyncPeriod: 90_000 }],
    ['lists', ['--controllers=a,b', '--controllers', 'c'], { controllers: ['a', 'b', 'c'] }],
    ['the last of several', ['-v=1', '--v=2'], { v: 2 }],
  ])('reads %s', (_, argv, expected) => {
    expect(parseOptions(table, argv).values).toEqual({ ...defaults, ...expected })
  })

  it('keeps apart what is no flag', () => {
    const parsed = parseOptions(table, ['up', '--dry-run', 'now', '-', '--', '--v=1'])
    expect(parsed.positional).toEqual(['up', 'now', '-', '--v=1'])
    expect(parsed.values.v).toBe(0)
    expect(parsed.wantsHelp).toBe(false)
  })

  it.each(['--help', '-h'])('sees %s', (flag) => {
    expect(parseOptions(table, [flag]).wantsHelp).toBe(true)
  })

  it('lets flags win over the config file and that over defaults', () => {
    const config =
      'bind-address: 1.1.1.1\nsecure-port: 1\ncontrollers: [a, 2]\nresync-period: 5s\ndry-run: null\n'
    expect(parseOptions(table, ['--secure-port=2'], config).values).toEqual({
      ...defaults,
      bindAddress: '1.1.1.1',
      securePort: 2,
      controllers: ['a', '2'],
      resyncPeriod: 5000,
    })
  })

  it('takes a config file of JSON', () => {
    expect(parseOptions(table, [], '{"dry-run": true, "v": "3"}').values).toMatchObject({
      dryRun: true,
      v: 3,
    })
  })

  it.each([
    [['--bind-adress=x'], '', 'unknown flag --bind-adress, did you mean --bind-address?'],
    [['--frobnicate'], '', 'unknown flag --frobnicate'],
    [['--toString'], '', 'unknown flag --toString'],
    [['-x'], '', 'unknown flag -x'],
    [['-dry-run'], '', 'unknown flag -dry-run, did you mean --dry-run?'],
    [['--secure-port'], '', 'flag --secure-port needs a value'],
    [['--secure-port=x'], '', 'invalid value "x" for flag --secure-port: must be a number'],
    [['--secure-port='], '', 'invalid value "" for flag --secure-port: must be a number'],
    [['--dry-run=maybe'], '', 'invalid value "maybe" for flag --dry-run: must be true or false'],
    [
      ['--resync-period=5'],
      '',
      'invalid value "5" for flag --resync-period: must be a duration such as 30s or 1h5m',
    ],
    [['--proxy-mode=x'], '', 'invalid value "x" for flag --proxy-mode: must be one of ipvs, nftables'],
    [[], 'secure-prt: 1', 'unknown option "secure-prt" in the config file, did you mean secure-port?'],
    [[], 'secure-port: [1]', 'invalid value [1] for "secure-port" in the config file: must be a number'],
    [
      [],
      'controllers: [{}]',
      'invalid value {} for "controllers" in the config file: must be a list of texts',
    ],
    [[], '- a', 'the config file must map option names to values'],
    [[], 'just text', 'the config file must map option names to values'],
  ])('refuses %j with config %j', (argv, config, message) => {
    expect(() => parseOptions(table, argv, config)).toThrow(new OptionError(message))
  })

  it('says where YAML is broken', () => {
    expect(() => parseOptions(table, [], 'a: [')).toThrow(
      /^the config file is not valid YAML or JSON: .* line 1/,
    )
  })
})

describe('helpText', () => {
  it('lists every option with its default, wrapped', () => {
    const long = defineOptions({
      zone: { type: 'string', help: `${'Long words '.repeat(12)}end.` },
      ...table,
    })
    expect(helpText('knarr up [flags]', 'Runs everything.', long)).toMatchInlineSnapshot(`
      "Usage:
        knarr up [flags]

      Runs everything.

      Options:
            --bind-address string
              The address to listen on. (default 0.0.0.0)
            --controllers list
              Which controllers run. (default *)
            --dry-run
              Change nothing.
            --proxy-mode string
              How services work. One of ipvs, nftables.
            --resync-period duration
              How often to look again. (default 30s)
            --secure-port number
              The port. (default 6443)
        -v, --v number
              How much is logged. (default 0)
            --zone string
              Long words Long words Long words Long words Long words Long words Long words Long words Long
              words Long words Long words Long words end.
      "
    `)
  })
})
