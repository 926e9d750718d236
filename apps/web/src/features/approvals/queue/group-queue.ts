import type { Approval } from "@agentlattice/contract";
import type { QueueItem } from "./arrange-queue.ts";
import { askingPolicies } from "./queue-filter.ts";
import { unusualValues } from "./unusual-values.ts";

/** Similar requests, shown as one row: the same policies, action, agent and environment, all of low risk. */
export interface QueueGroup {
  readonly key: string;
  readonly items: readonly QueueItem[];
}

export type QueueEntry = QueueItem | QueueGroup;

/** A row of the queue. Requests of a group have rows of their own while the group is open. */
export type QueueLine =
  | { readonly type: "group"; readonly key: string; readonly group: QueueGroup; readonly isOpen: boolean }
  | { readonly type: "request"; readonly key: string; readonly item: QueueItem; readonly group: QueueGroup | null };

/** Number of similar requests that are shown as one row. */
const MIN_GROUP = 3;

export const isGroup = (entry: QueueEntry): entry is QueueGroup => "key" in entry;

/** Returns what similar requests share, or null for a request that is decided by itself, because of its risk or because it extends a budget. */
export function groupKeyOf(approval: Approval): string | null {
  const { action_type, environment, extension, requested_by, risk } = approval;
  if (risk.level !== "low" || extension) return null;
  const asked = askingPolicies(approval).map(({ id }) => id);
  return [action_type, requested_by.id, environment, ...asked.sort()].join(" ");
}

/** Collects similar requests in a group at the position of their first one. Fewer than three similar requests keep their own rows. */
export function groupQueue(items: readonly QueueItem[]): QueueEntry[] {
  const byKey = new Map<string, QueueItem[]>();
  for (const item of items) {
    const key = groupKeyOf(item.approval);
    if (key === null) continue;
    const like = byKey.get(key);
    if (like) like.push(item);
    else byKey.set(key, [item]);
  }
  const grouped = new Set<string>();
  return items.flatMap((item): QueueEntry[] => {
    const key = groupKeyOf(item.approval);
    const like = key === null ? [] : (byKey.get(key) ?? []);
    if (key === null || like.length < MIN_GROUP) return [item];
    if (grouped.has(key)) return [];
    grouped.add(key);
    return [{ key, items: like }];
  });
}

/** Returns the rows of the queue, with those of the open groups. */
export function linesOf(entries: readonly QueueEntry[], open: ReadonlySet<string>): QueueLine[] {
  return entries.flatMap((entry): QueueLine[] => {
    if (!isGroup(entry)) return [{ type: "request", key: entry.approval.id, item: entry, group: null }];
    const isOpen = open.has(entry.key);
    const head: QueueLine = { type: "group", key: entry.key, group: entry, isOpen };
    if (!isOpen) return [head];
    return [head, ...entry.items.map((item): QueueLine => ({ type: "request", key: item.approval.id, item, group: entry }))];
  });
}

/** Returns the requests of a group that are pending. */
export function pendingOf({ items }: QueueGroup): Approval[] {
  return items.filter(({ removed }) => !removed).map(({ approval }) => approval);
}

/** Returns true for a request that states a difference between before and after. */
export function statesChange({ argument_values }: Pick<Approval, "argument_values">): boolean {
  return Object.keys(argument_values ?? {}).some((path) => /^(before|after)(\.|$)/.test(path));
}

const MILLION = 1_000_000;

/** Returns the sum of similar requests and the field that it adds up; null unless each has the same number. Adds millionths, so the sum is exact. */
export function sumOf(approvals: readonly Pick<Approval, "amount">[]): NonNullable<Approval["amount"]> | null {
  const field = approvals[0]?.amount?.field;
  if (field === undefined || approvals.some(({ amount }) => amount?.field !== field)) return null;
  const micros = approvals.reduce((sum, { amount }) => sum + Math.round((amount?.value ?? 0) * MILLION), 0);
  return { field, value: micros / MILLION };
}

/** Returns, by id, how a request differs from the others of its group. Such requests are not selected together with the group. */
export function differencesIn(approvals: readonly Approval[], me: string): ReadonlyMap<string, string> {
  const half = approvals.length / 2;
  const reasons = countOf(approvals.flatMap(({ risk }) => risk.reasons));
  const targets = countOf(approvals.flatMap(({ target }) => (target === null ? [] : [target])));
  const isTargetUnique = targets.size > half;
  const unusual = unusualValues(approvals);
  const differences = approvals.flatMap((approval): [string, string][] => {
    const { claimed_by, question, effective, target, risk, id } = approval;
    const reason = risk.reasons.find((one) => (reasons.get(one) ?? 0) <= half);
    const difference =
      reason ??
      unusual.get(id) ??
      (isTargetUnique && target !== null && (targets.get(target) ?? 0) > 1 ? "Same target as another request" : null) ??
      (effective ? "A reviewer changed values" : null) ??
      (question ? "A question waits for the agent" : null) ??
      (claimed_by && claimed_by.id !== me ? `${claimed_by.name} works on it` : null);
    return difference === null ? [] : [[id, difference]];
  });
  return new Map(differences);
}

/** Returns the requests of a group between `from` and `to`, without unusual ones. Returns none when `from` is null or not in the group. */
export function usualBetween(
  approvals: readonly Approval[],
  { from, to, me }: { readonly from: string | null; readonly to: string; readonly me: string },
): Approval[] {
  const ends = [from, to].map((end) => approvals.findIndex(({ id }) => id === end));
  const first = Math.min(...ends);
  if (first < 0) return [];
  const differences = differencesIn(approvals, me);
  return approvals.slice(first, Math.max(...ends) + 1).filter(({ id }) => !differences.has(id));
}

function countOf(values: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}
