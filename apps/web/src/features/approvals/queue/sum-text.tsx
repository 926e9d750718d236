import type { Approval } from "@agentlattice/contract";
import { formatAmount } from "#lib/format/text.ts";

/** The sum of similar requests, as the agents state it: `amount 1,240 in total`. */
export function SumText({ field, value }: NonNullable<Approval["amount"]>) {
  return (
    <>
      {field} <b className="tnum font-strong text-ink">{formatAmount(value)}</b> in total
    </>
  );
}
