export type LogLevel = 'error' | 'warn' | 'info' | 'debug'

/** What happened, as key-values; an Error belongs under `err`. */
export type LogFields = Readonly<Record<string, unknown>>

/** Where a component says what it does. Passed in; there is no global one. */
export interface Logger {
  error(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  debug(message: string, fields?: LogFields): void
  /** Whether lines of this level are written: to leave out costly fields. */
  isEnabled(level: LogLevel): boolean
  /** A logger named `<this>.<name>` that adds `fields` to every line. */
  child(name: string, fields?: LogFields): Logger
}

export interface LoggerOptions {
  /** The least important level that is written; `info` if absent. */
  readonly level?: LogLevel
  readonly format?: 'text' | 'json'
  /** Takes one line, newline included. */
  readonly write: (line: string) => void
  readonly clock: { now(): number }
  readonly name?: string
}

interface Line {
  readonly ms: number
  readonly level: LogLevel
  readonly name: string
  readonly message: string
  readonly fields: LogFields
}

const ranks: Readonly<Record<LogLevel, number>> = { error: 0, warn: 1, info: 2, debug: 3 }

/** Upstream's line formats: klog's text, or one JSON object per line. */
export function createLogger(options: LoggerOptions): Logger {
  return loggerOf(options, options.name ?? '', {})
}

/** Says nothing. */
export const silentLogger: Logger = {
  error: () => {},
  warn: () => {},
  info: () => {},
  debug: () => {},
  isEnabled: () => false,
  child: () => silentLogger,
}

function loggerOf(options: LoggerOptions, name: string, bound: LogFields): Logger {
  const { level: least = 'info', format = 'text', write, clock } = options
  const lineOf = format === 'json' ? jsonLine : textLine
  const isEnabled = (level: LogLevel): boolean => ranks[level] <= ranks[least]
  const at =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void => {
      if (isEnabled(level)) {
        write(`${lineOf({ ms: clock.now(), level, name, message, fields: { ...bound, ...fields } })}\n`)
      }
    }
  return {
    error: at('error'),
    warn: at('warn'),
    info: at('info'),
    debug: at('debug'),
    isEnabled,
    child: (suffix, fields) =>
      loggerOf(options, name ? `${name}.${suffix}` : suffix, { ...bound, ...fields }),
  }
}

/** `I0102 15:04:05.678000 kubelet.pleg] "Synced" pod="default/web"`. */
function textLine({ ms, level, name, message, fields }: Line): string {
  const iso = new Date(ms).toISOString()
  const time = `${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000`
  const pairs = Object.entries(fields).map(([key, value]) => ` ${key}=${textValue(value)}`)
  return `${level.charAt(0).toUpperCase()}${time} ${name}] ${JSON.stringify(message)}${pairs.join('')}`
}

function jsonLine({ ms, level, name, message, fields }: Line): string {
  const values = Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, jsonValue(value)]))
  return json({ ts: ms, level, ...(name ? { logger: name } : {}), msg: message, ...values })
}

function textValue(value: unknown): string {
  const plain = jsonValue(value)
  return typeof plain === 'number' || typeof plain === 'boolean' ? String(plain) : json(plain)
}

function jsonValue(value: unknown): unknown {
  if (value instanceof Error) return errorText(value)
  if (typeof value === 'bigint') return String(value)
  return value
}

/** The message with its causes, outermost first. */
function errorText(error: Error): string {
  const { cause, message } = error
  const isNew = cause instanceof Error && !message.includes(cause.message)
  return isNew ? `${message}: ${errorText(cause)}` : message
}

/** JSON of anything: a log line must not fail for what it is to say. */
function json(value: unknown): string {
  try {
    return JSON.stringify(value, (_, inner) => jsonValue(inner)) ?? 'null'
  } catch {
    return JSON.stringify(String(value))
  }
}
