import type { ClaimedDelivery } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { type AttemptResult, NOT_NEEDED } from "../outbox/attempt-result.ts";
import type { Claimed } from "../outbox/claim-turn.ts";
import { type CombinedNotice, combineNotices } from "./combine-notices.ts";
import { readNotices } from "./read-notice.ts";

interface ChatChannel {
  /** Sends the message of one delivery. */
  readonly one: (delivery: ClaimedDelivery) => Promise<AttemptResult>;
  /** Sends one message about several. */
  readonly several: (bundle: CombinedNotice) => Promise<AttemptResult>;
}

/** Sends the due messages of a chat channel as one message. Those that are not needed any more are left out. */
export async function sendToChat(
  deps: Deps,
  orgId: string,
  { deliveries, isMore }: Claimed,
  { one, several }: ChatChannel,
): Promise<AttemptResult[]> {
  const [only] = deliveries;
  if (only && deliveries.length === 1) return [await one(only)];
  const read = await readNotices(deps, orgId, deliveries, null);
  const notices = read.filter((notice) => notice !== null);
  const first = deliveries[read.findIndex((notice) => notice !== null)];
  if (!first) return deliveries.map(() => NOT_NEEDED);
  const result = notices.length === 1 ? await one(first) : await several(combineNotices(notices, isMore, deps.env.AL_CONSOLE_URL));
  return read.map((notice) => (notice ? result : NOT_NEEDED));
}
