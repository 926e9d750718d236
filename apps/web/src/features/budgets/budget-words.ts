import type { Budget } from "@agentlattice/contract";

type Amount = Budget["used"];

/** Formats an amount of a budget: `$4.06`, `12,400 tokens`, `3 calls`, `90 s`. */
export function formatMeasure(measure: Budget["measure"], amount: Amount): string {
  if (measure === "usd") return formatUsd(String(amount));
  const number = new Intl.NumberFormat("en").format(Number(amount));
  return measure === "seconds" ? `${number} s` : `${number} ${measure}`;
}

/** Formats a decimal text as dollars with two places. Amounts below a cent keep their first digits: `$0.0019`. */
export function formatUsd(text: string): string {
  const amount = Number(text);
  if (amount !== 0 && amount < 0.01) return `$${amount.toPrecision(2).replace(/0+$/, "")}`;
  return new Intl.NumberFormat("en", { style: "currency", currency: "USD" }).format(amount);
}

/** Returns the name of whose usage a budget counts. */
export function nameSubject({ subject, policy }: Pick<Budget, "subject" | "policy">): string {
  if (!subject) return policy.name;
  if (subject.type === "organisation") return "Organisation";
  if (subject.type === "action") return subject.key ?? policy.name;
  return subject.agent?.name ?? policy.name;
}

const PERIODS: Readonly<Record<Budget["per"], string>> = {
  session: "per session",
  run: "per run",
  agent: "in total",
  organisation: "in total",
  total: "in total",
  hour: "per hour",
  day: "per day",
  week: "per week",
  month: "per month",
};

export const describePeriod = ({ per }: Pick<Budget, "per">) => PERIODS[per];

export interface BudgetState {
  readonly word: string;
  readonly tone: "deny" | "hold" | "idle";
}

/** Returns the state of a budget in words: above or at its cap, past a threshold, or within it. */
export function stateOf({ exceeded, remaining, thresholds, subject }: Budget): BudgetState {
  if (exceeded) return { word: "Above the cap", tone: "deny" };
  if (subject && Number(remaining) === 0) return { word: "At the cap", tone: "deny" };
  const passed = thresholds.filter((threshold) => threshold.passed).at(-1);
  if (passed) return { word: `${formatShare(passed.share)} passed`, tone: "hold" };
  return { word: subject ? "Within the cap" : "Not used", tone: "idle" };
}

export const formatShare = (share: number) => `${Math.round(share * 100)} %`;

/** Returns the parts of a cap that are charged and reserved, in percent of its bar. */
export function sharesOf({ used, reserved, cap }: Pick<Budget, "used" | "reserved" | "cap">): { used: number; reserved: number } {
  const percent = (amount: number) => Math.min(100, (amount / Math.max(Number(cap), Number.MIN_VALUE)) * 100);
  const filled = percent(Number(used));
  return { used: filled, reserved: Math.min(100 - filled, percent(Number(reserved))) };
}
