/** How much a command that stays in the foreground says on standard error. */
export const logLevelTable = {
  'log-level': {
    type: 'string',
    default: 'warn',
    oneOf: ['error', 'warn', 'info', 'debug'],
    help: 'The least important messages that are written to standard error.',
  },
} as const
