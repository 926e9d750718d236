import type { DeliveryPace } from "@agentlattice/db";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { COLLECT_MS, PACE_LIMITS, takeTurn } from "./pace.ts";

const MINUTE_MS = 60_000;
const START = 1_000_000_000;
const { normal } = PACE_LIMITS;

/** Sends messages that become due at given times. Returns the time of each message that a receiver gets, and how many it is about. */
function run(arrivals: readonly number[], limits = normal) {
  const messages: { at: number; about: number }[] = [];
  const due = arrivals.map((at) => ({ at })).sort((a, b) => a.at - b.at);
  let pace: DeliveryPace = { sent: [], nextAt: null };
  while (due.length > 0) {
    due.sort((a, b) => a.at - b.at);
    const now = (due[0] as { at: number }).at;
    const turn = takeTurn(pace, limits, now);
    pace = turn.pace;
    const waiting = due.filter(({ at }) => at <= now);
    if (turn.send === null) for (const one of waiting) one.at = turn.until;
    else {
      const about = turn.send === "digest" ? 1 : waiting.length;
      due.splice(0, about);
      messages.push({ at: now, about });
    }
  }
  return messages;
}

it("sends some messages at once and the others as one", () => {
  const messages = run(Array.from({ length: 200 }, (_, n) => START + n * 60));
  expect(messages.map(({ about }) => about)).toEqual([1, 1, 1, 197]);
  expect((messages[3]?.at ?? 0) - START).toBeLessThan(COLLECT_MS + 1_000);
});

it("sends every message once, and never more in a minute than the limit", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 300_000 }), { maxLength: 300 }),
      fc.constantFrom(...Object.values(PACE_LIMITS)),
      (times, limits) => {
        const messages = run(
          times.map((time) => START + time),
          limits,
        );
        expect(messages.reduce((sum, { about }) => sum + about, 0)).toBe(times.length);
        for (const { at } of messages)
          expect(messages.filter((other) => other.at > at - MINUTE_MS && other.at <= at).length).toBeLessThanOrEqual(limits.total);
      },
    ),
    { numRuns: 200 },
  );
});
