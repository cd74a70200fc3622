export const typeLines: string
export const messageLines: string
export const resourceLines: string
