import type { RunEvent } from "@agentlattice/contract";

/** A row of a timeline: the head of an iteration, an event, a pause, or numbers that are missing. */
export type TimelineRow =
  | {
      readonly row: "iteration";
      readonly key: string;
      readonly index: number;
      /** The number of its loaded events, and the costs that they state. */
      readonly events: number;
      readonly usd: string | null;
    }
  | { readonly row: "event"; readonly key: string; readonly event: RunEvent }
  | {
      readonly row: "pause";
      readonly key: string;
      readonly because: "approval" | "agent";
      readonly from: string;
      readonly to: string | null;
    }
  | { readonly row: "gap"; readonly key: string; readonly from: number; readonly to: number };

const DECIDED: ReadonlySet<string> = new Set([
  "approval.decided",
  "approval.expired",
  "approval.cancelled",
  "approval.revoked",
  "approval.refused",
]);

/**
 * Arranges the events of a run: an iteration begins with a head, and a pause is a row between the event that begins and the one that ends it.
 * @param isWhole false when later events exist that are not loaded
 */
export function toRows(events: readonly RunEvent[], isWhole: boolean): TimelineRow[] {
  const ends = pauseEnds(events);
  const rows: TimelineRow[] = [];
  let iteration: number | null = null;
  let next = events[0]?.run_seq ?? 1;
  for (const [at, event] of events.entries()) {
    const { run_seq, iteration_index: index } = event;
    if (run_seq > next) rows.push({ row: "gap", key: `gap-${next}`, from: next, to: run_seq - 1 });
    next = run_seq + 1;
    if (index !== null && index !== iteration) {
      iteration = index;
      const own = eventsFrom(events, at, index);
      rows.push({ row: "iteration", key: `iteration-${run_seq}`, index, events: own.length, usd: sumCosts(own) });
    }
    rows.push({ row: "event", key: `event-${run_seq}`, event });
    const because = event.type === "approval.requested" ? "approval" : event.type === "run.paused" ? "agent" : null;
    const to = ends.get(run_seq) ?? null;
    if (because && (to !== null || isWhole)) rows.push({ row: "pause", key: `pause-${run_seq}`, because, from: event.recorded_at, to });
  }
  return rows;
}

/** Returns the events from a position until another iteration begins. */
function eventsFrom(events: readonly RunEvent[], at: number, iteration: number): readonly RunEvent[] {
  let end = at;
  while (end < events.length && (events[end]?.iteration_index ?? iteration) === iteration) end++;
  return events.slice(at, end);
}

/** Returns when each pause ended, by the run_seq of the event that began it. */
function pauseEnds(events: readonly RunEvent[]): ReadonlyMap<number, string> {
  const ends = new Map<number, string>();
  const requests = new Map<string, number>();
  let paused: number | null = null;
  for (const { run_seq, type, entry, recorded_at } of events) {
    const approval = entry?.approval_id ?? null;
    if (type === "approval.requested" && approval) requests.set(approval, run_seq);
    if (type === "run.paused") paused = run_seq;
    const begun = approval && DECIDED.has(type) ? requests.get(approval) : undefined;
    if (begun !== undefined && !ends.has(begun)) ends.set(begun, recorded_at);
    if (paused !== null && (type === "run.resumed" || /^run\.(completed|failed|cancelled)$/.test(type))) {
      ends.set(paused, recorded_at);
      paused = null;
    }
  }
  return ends;
}

/** Counts the run_seq that are missing between loaded events. */
export function countGaps(events: readonly RunEvent[]): number {
  return events.filter(({ run_seq }, at) => at > 0 && run_seq > (events[at - 1]?.run_seq ?? run_seq) + 1).length;
}

const NANO = 9;

/** Adds the stated costs of events exactly; null when no event states one. @returns US dollars as a decimal string */
export function sumCosts(events: readonly RunEvent[]): string | null {
  let sum = 0n;
  let found = false;
  for (const { data } of events) {
    const usd = data?.usd;
    if (typeof usd !== "string" || !/^\d{1,12}(\.\d{1,9})?$/.test(usd)) continue;
    const [whole = "0", part = ""] = usd.split(".");
    sum += BigInt(whole + part.padEnd(NANO, "0"));
    found = true;
  }
  if (!found) return null;
  const digits = String(sum).padStart(NANO + 1, "0");
  const part = digits.slice(-NANO).replace(/0+$/, "");
  return `${digits.slice(0, -NANO)}.${part.padEnd(2, "0")}`;
}
