import type { DeliveryPace } from "@agentlattice/db";

interface Limits {
  /** Messages in a minute that are sent at once. Further ones wait and are sent as one. */
  readonly single: number;
  /** All messages in a minute. */
  readonly total: number;
}

/**
 * The messages that one receiver gets on one channel. INVARIANT: no setting of an organisation changes them, so neither an agent nor a policy
 * floods a person. Urgent messages have limits of their own, because policies set the risk and the time of an escalation.
 */
export const PACE_LIMITS: { readonly normal: Limits; readonly urgent: Limits } = {
  normal: { single: 3, total: 5 },
  urgent: { single: 28, total: 30 },
};

const MINUTE_MS = 60_000;
/** Time in which waiting messages are collected. */
export const COLLECT_MS = 15_000;

/** What happens to a due message. The pace is the one after it. */
export type Turn = { readonly pace: DeliveryPace } /** Sends the message, or the digest that it belongs to. */ & (
  | { readonly send: "digest" }
  /** Sends every waiting message to the receiver as one. */
  | { readonly send: "receiver" }
  | { readonly send: null; readonly until: number }
);

/** Returns whether a message is sent now, together with those that wait, or later. @param now ms since the epoch */
export function takeTurn({ sent, nextAt }: DeliveryPace, { single, total }: Limits, now: number): Turn {
  const recent = sent.filter((at) => at > now - MINUTE_MS);
  if (nextAt !== null && nextAt > now) return { send: null, until: nextAt, pace: { sent: recent, nextAt } };
  const after: DeliveryPace = { sent: [...recent, now], nextAt: null };
  if (nextAt !== null && recent.length < total) return { send: "receiver", pace: after };
  if (nextAt === null && recent.length < single) return { send: "digest", pace: after };
  const freeAt = (recent[recent.length - total] ?? 0) + MINUTE_MS;
  const until = Math.ceil(Math.max(now + COLLECT_MS, freeAt));
  return { send: null, until, pace: { sent: recent, nextAt: until } };
}
