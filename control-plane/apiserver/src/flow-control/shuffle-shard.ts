/** 32 bits of FNV-1a over UTF-16 units, mixed so that near texts lie far apart. */
export function hashOf(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** `handSize` different numbers below `deckSize`, always the same for the same text: a flow's queues. */
export function dealHand(
  text: string,
  { deckSize, handSize }: { deckSize: number; handSize: number },
): number[] {
  const hand: number[] = []
  for (let i = 0; i < Math.min(handSize, deckSize); i++) {
    let card = hashOf(text, i + 1) % (deckSize - i)
    // The card is the `card`-th of those still in the deck.
    for (const taken of [...hand].sort((a, b) => a - b)) if (card >= taken) card++
    hand.push(card)
  }
  return hand
}
