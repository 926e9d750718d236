import type { CostAmounts as WireAmounts } from "@agentlattice/contract";
import { formatMicros, usdMicros } from "@agentlattice/core/policy";
import type { CostAmounts } from "@agentlattice/core/settle";

type Measure = keyof CostAmounts;

/** Returns an amount as the API shows it: USD as a decimal text, others as numbers. */
export function wireAmount(measure: Measure, amount: number): string | number {
  return measure === "usd" ? formatMicros(amount) : amount;
}

export function toWireAmounts({ usd, ...others }: CostAmounts): WireAmounts {
  return { ...(usd === undefined ? {} : { usd: formatMicros(usd) }), ...others };
}

export function fromWireAmounts({ usd, tokens, calls, seconds }: WireAmounts): CostAmounts {
  return {
    ...(usd === undefined ? {} : { usd: usdMicros(usd) }),
    ...(tokens === undefined ? {} : { tokens }),
    ...(calls === undefined ? {} : { calls }),
    ...(seconds === undefined ? {} : { seconds }),
  };
}
