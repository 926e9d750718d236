import type { BreakerState } from "@agentlattice/contract";
import { readBreakers } from "@agentlattice/core/settle";
import { readBreakersOf } from "./read-breakers-of.ts";

/** Returns the breaker state of each agent by its UUID, as decisions enforce it. */
export async function readBreakerStates(input: Parameters<typeof readBreakersOf>[0]): Promise<ReadonlyMap<string, BreakerState>> {
  const { breakers, view, now } = await readBreakersOf(input);
  return new Map([...breakers].map(([id, one]) => [id, readBreakers(one, { view, now })]));
}
