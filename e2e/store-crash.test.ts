import { surviveKills } from '@knarr/storage/testing'
import { it } from 'vitest'

it('the store keeps every acknowledged write, whole and in order, through a hundred kills', () =>
  surviveKills(100))
