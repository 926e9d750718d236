import type { PolicyImpact } from "@agentlattice/contract";
import type { Style } from "../terminal/style.ts";

type Outcome = PolicyImpact["changes"][number]["outcome"];
const OUTCOMES: Readonly<Record<Outcome, string>> = {
  ends: "ends",
  asks_more: "needs more votes",
  approved: "needs no further vote",
};

/** Describes what publishing would do to the open requests, one line per request. */
export function describeImpact({ affected, changes, compared, more }: PolicyImpact, style: Style): string[] {
  const { waiting, approved } = affected;
  const rest = more ? [style.dim(`  Only ${compared} open requests were compared. There are more.`)] : [];
  if (waiting + approved === 0) return [style.dim(`No open request changes (${compared} compared).`), ...rest];
  const unlisted = waiting + approved - changes.length;
  return [
    style.yellow(`Affects ${count(waiting, "waiting request")} and ${count(approved, "unused approval")}:`),
    ...changes.map(
      ({ approval_id, action_type, environment, status, outcome, reason }) =>
        `  ${approval_id}  ${action_type} in ${environment}, ${status}: ${OUTCOMES[outcome]}${reason === undefined ? "" : ` (${reason})`}`,
    ),
    ...(unlisted > 0 ? [style.dim(`  and ${unlisted} more`)] : []),
    ...rest,
  ];
}

const count = (value: number, noun: string) => `${value} ${noun}${value === 1 ? "" : "s"}`;
