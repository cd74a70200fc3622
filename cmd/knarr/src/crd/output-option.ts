/** How findings are told. */
export const outputTable = {
  output: {
    type: 'string',
    short: 'o',
    default: 'text',
    oneOf: ['text', 'json'],
    help: 'json, for programs.',
  },
} as const
