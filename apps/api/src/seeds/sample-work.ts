import type { ActionInput } from "@agentlattice/contract";
import { merge } from "./demo-routines.ts";
import type { SeededStep } from "./describe-organisation.ts";
import { type ModelCall, run } from "./play-run.ts";
import type { Scenario } from "./sample-world.ts";
import { bypass, drill, grant, group, halt, unknownOutcome } from "./scenarios.ts";
import { type SeededRandom, seededRandom } from "./seeded-random.ts";

const HOUR = 60;
const DAY = 24 * HOUR;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const RUNS_PER_DAY = 5;
const SPIKE = 26;

/** The agents and people that the sample's work is of. */
export interface Cast {
  /** Agent that merges and migrates. */
  readonly release: string;
  /** Agent that refunds and writes to customers. */
  readonly desk: string;
  /** Emails of two people who decide. */
  readonly deciders: readonly [string, string];
  /** Name of the group of those two people. */
  readonly group: string;
  /** Days of history with runs. */
  readonly days: number;
  /** Start value of the random number generator, so that each run makes the same amounts. */
  readonly seed: number;
}

/** Returns work that fills the pages about runs, budgets, anomalies, outcomes, grants, halts and drills. @param end ms since the epoch */
export function sampleWork(cast: Cast, end: number): SeededStep[] {
  return [...runsOf(cast), ...spendOf(cast), ...outcomesOf(cast), ...unusualWork(cast, end), ...precautionsOf(cast)];
}

const at = (ago: number, scenario: Scenario): SeededStep => ({ ago, scenario });
const read = (document: string): ActionInput => ({ action_type: "doc.read", metadata: { document } });
const refund = (order: string, amount: number, justification: string): ActionInput => ({
  action_type: "refund.issue",
  metadata: { order, amount, currency: "EUR", customer: `c_${order.slice(-4)}` },
  justification,
});
const email = (template: string, customer: string): ActionInput => ({
  action_type: "email.send",
  metadata: { template, to: customer, audience: "customer", recipients: 1 },
});
const call = (input: number, output: number, usd: string): ModelCall => ({ model: "gpt-4.1", input, output, usd });
const ok = { report: { status: "success" } } as const;
const started = { after: 0, iteration: 1, event: { type: "run.started" } } as const;
const completed = (after: number, reason: string) => ({ after, event: { type: "run.completed", data: { reason } } }) as const;

function runsOf({ release, desk, deciders: [first, second] }: Cast): SeededStep[] {
  const approved = (by: string, after: number) => ({ by, decision: "approve", after }) as const;
  return [
    at(
      26 * HOUR,
      run({
        agent: release,
        name: "Release web 2.18",
        session: "release-2.18",
        steps: [
          started,
          { after: 3, iteration: 1, call: call(8_120, 640, "0.38") },
          { after: 2, iteration: 1, action: read("runbooks/deploy.md"), ...ok },
          { after: 5, iteration: 2, call: call(9_480, 812, "0.46") },
          {
            after: 4,
            iteration: 2,
            action: merge(1_836, "Release 2.18", 12, "All checks are green."),
            answer: approved(second, 240),
            ...ok,
          },
          { after: 20, iteration: 2, event: { type: "tool.completed", data: { tool: "deploy", success: true, duration_ms: 18_400 } } },
          completed(4, "Version 2.18 is deployed."),
        ],
      }),
    ),
    at(
      9 * HOUR,
      run({
        agent: desk,
        name: "Answer the overnight mail",
        session: "mail-night",
        steps: [
          started,
          { after: 2, iteration: 1, call: call(4_210, 388, "0.19") },
          { after: 3, iteration: 1, action: email("parcel-late", "c_4410"), ...ok },
          { after: 6, iteration: 2, call: call(5_020, 402, "0.24") },
          { after: 3, iteration: 2, action: email("return-label", "c_7718"), ...ok },
          { after: 8, iteration: 3, event: { type: "tool.completed", data: { tool: "crm.lookup", success: false, duration_ms: 30_000 } } },
          { after: 1, event: { type: "run.failed", data: { reason: "The customer database did not answer within 30 s." } } },
        ],
      }),
    ),
    at(
      3.4 * HOUR,
      run({
        agent: desk,
        name: "Prepare refund for order A-10418",
        session: "refunds-today",
        steps: [
          started,
          { after: 2, iteration: 1, call: call(1_820, 212, "0.38") },
          { after: 1, iteration: 1, action: refund("A-10418", 42, "The item arrived scratched."), ...ok },
          { after: 4, iteration: 2, call: call(2_604, 388, "0.62") },
          {
            after: 1,
            iteration: 2,
            action: refund("A-10421", 240, "The parcel was lost; the carrier confirmed it."),
            answer: approved(first, 708),
            ...ok,
          },
          { after: 2, iteration: 3, event: { type: "tool.completed", data: { tool: "email.draft", success: true, duration_ms: 210 } } },
          { after: 4, iteration: 3, call: call(2_911, 402, "0.54") },
          { after: 2, iteration: 3, action: email("refund-confirmed", "c_0421"), ...ok },
          completed(2, "Both customers were informed."),
        ],
      }),
    ),
    at(
      18,
      run({
        agent: release,
        name: "Update the runbooks",
        session: "release-2.19",
        steps: [
          started,
          { after: 4, iteration: 1, call: call(6_300, 510, "0.31") },
          { after: 2, iteration: 1, action: read("runbooks/rollback.md"), ...ok },
          { after: 9, iteration: 2, call: call(7_150, 733, "0.36") },
          { after: 3, iteration: 2, action: read("runbooks/restore.md") },
          { after: 5, iteration: 3, reserve: { ...call(12_000, 4_000, "1.44"), ttl: 86_400 } },
        ],
      }),
    ),
  ];
}

/** Runs of each day that only call models. */
function spendOf({ release, desk, days, seed }: Cast): SeededStep[] {
  const random = seededRandom(seed);
  return Array.from({ length: days * RUNS_PER_DAY }, (_, index) => {
    const [agent, name] = index % 3 === 0 ? ([desk, "Sort the inbox"] as const) : ([release, "Check the nightly builds"] as const);
    const steps = [started, { after: 5, iteration: 1, call: modelCall(random) }, completed(30, "Nothing was left to do.")];
    return at(35 + Math.floor(index / RUNS_PER_DAY) * DAY + random.next() * 20 * HOUR, run({ agent, name, steps }));
  });
}

function modelCall(random: SeededRandom): ModelCall {
  const model = random.pick(["gpt-4.1", "gpt-4.1", "gpt-4.1-mini"]);
  return {
    model,
    input: random.between(4_000, 90_000),
    output: random.between(400, 9_000),
    usd: (random.between(20, 240) / 100).toFixed(2),
  };
}

function outcomesOf({ release, desk, deciders: [first, second] }: Cast): SeededStep[] {
  const approve = (by: string) => ({ by, decision: "approve", after: 95 }) as const;
  return [
    at(
      2 * DAY,
      unknownOutcome({
        agent: desk,
        action: refund("A-10352", 118, "It was returned within the window."),
        answer: approve(first),
        settled: { by: second, after: 1_800, outcome: "executed", evidence: "Statement of the bank, line 4471." },
      }),
    ),
    at(
      31 * HOUR,
      unknownOutcome({
        agent: desk,
        action: refund("A-10340", 175.5, "The item arrived damaged."),
        answer: approve(second),
        settled: { by: first, after: 4_200, outcome: "failed", evidence: "The payment provider lists no such refund." },
      }),
    ),
    at(
      4.6 * HOUR,
      unknownOutcome({ agent: release, action: merge(1_838, "Promote shipments", 3, "The canary is healthy."), answer: approve(second) }),
    ),
    at(2.2 * HOUR, unknownOutcome({ agent: desk, action: refund("A-10388", 420, "The parcel was lost."), answer: approve(first) })),
    at(1.9 * HOUR, unknownOutcome({ agent: desk, action: refund("A-10391", 160, "Two items were missing."), answer: approve(first) })),
  ];
}

/** Work that differs from the baselines. Each part of it lies within one hour. */
function unusualWork({ desk }: Cast, end: number): SeededStep[] {
  const inHour = (hoursAgo: number, minute: number) => {
    const hour = Math.floor(end / HOUR_MS) * HOUR_MS - hoursAgo * HOUR_MS;
    return (end - hour) / MINUTE_MS - minute;
  };
  return [
    ...Array.from({ length: SPIKE }, (_, index) => ({
      ago: inHour(3, 4 + index * 2),
      agent: desk,
      action: email("parcel-late", `c_${6_100 + index}`),
      ...ok,
    })),
    {
      ago: inHour(5, 12),
      agent: desk,
      action: {
        ...email("return-label", "c_5150"),
        data_accessed: [{ type: "customer", count: 9_120, sensitivity: "medium" }],
      },
    },
    at(
      inHour(2, 20),
      bypass(desk, {
        action_type: "email.send",
        metadata: { template: "spring-offer", to: "newsletter", audience: "everyone", recipients: 1_200 },
      }),
    ),
    ...[8, 10, 13, 21].map((minute) => ({
      ago: inHour(4, minute),
      agent: desk,
      action: { action_type: "crm.export", metadata: { list: "customers", format: "csv" } },
    })),
  ];
}

function precautionsOf({ release, desk, group: name, deciders: [first, second] }: Cast): SeededStep[] {
  return [
    at(6.5 * DAY, group(first, name, [first, second])),
    at(
      3.2 * DAY,
      halt(second, desk, "The mail provider reports a wrong sender address.", {
        after: 1_500,
        reason: "The sender address is repaired.",
      }),
    ),
    at(3 * DAY, drill(first, release, { name: "sdk-js/0.1.0", stopsAfter: 340 })),
    at(
      5.5 * HOUR,
      grant(desk, refund("A-10402", 130, "The item arrived damaged."), first, {
        for: "12h",
        count: 10,
        sum: 1_000,
        where: [{ field: "amount", operator: "lte", value: 150 }],
      }),
    ),
  ];
}
