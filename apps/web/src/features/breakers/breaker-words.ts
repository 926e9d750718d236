import type { AgentBreaker, PolicyBreaker } from "@agentlattice/contract";
import { plural } from "#lib/format/text.ts";
import { formatDuration } from "#lib/format/time.ts";

export type BreakerState = AgentBreaker["state"];

export const BREAKER_STATE: Readonly<Record<BreakerState, { readonly word: string; readonly tone: string; readonly effect: string }>> = {
  closed: { word: "Closed", tone: "text-ink-2", effect: "Calls run." },
  half_open: { word: "Half-open", tone: "text-hold", effect: "A limited number of probe calls run." },
  open: { word: "Open", tone: "text-deny", effect: "Calls are denied with BREAKER_OPEN." },
};

const SECOND_MS = 1_000;
const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

/** Describes when a breaker opens and how it closes: `Opens at 50% failed of at least 4 calls in 10 min.` */
export function describeThresholds({
  denial_rate,
  failure_rate,
  min_calls,
  window_seconds,
  cool_down_seconds,
  probes,
}: PolicyBreaker["thresholds"]): string {
  const rates = [
    ...(denial_rate === null ? [] : [`${percent.format(denial_rate)} denied`]),
    ...(failure_rate === null ? [] : [`${percent.format(failure_rate)} failed`]),
  ].join(" or ");
  const calls = `at least ${plural(min_calls, "call", "calls")} in ${formatDuration(window_seconds * SECOND_MS)}`;
  const coolDown = formatDuration(cool_down_seconds * SECOND_MS);
  return `Opens at ${rates} of ${calls}. Half-open after ${coolDown}, with ${plural(probes, "probe call", "probe calls")}.`;
}
