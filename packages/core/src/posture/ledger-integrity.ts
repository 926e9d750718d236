import { TARGETS } from "./targets.ts";
import type { Advice, ComponentScore, LedgerFacts } from "./types.ts";

const MAX = 10;
/** The maximum points per measure. Witnesses do not exist yet and earn nothing. */
const VERIFIED_THIS_WEEK = 5;
const VERIFIED_THIS_MONTH = 3;
const COPIED_THIS_MONTH = 3;
const WEEK_DAYS = 7;
const MONTH_DAYS = 30;

/** Scores whether a person verified the ledger recently and whether a copy exists where it cannot be rewritten. */
export function scoreLedgerIntegrity(facts: LedgerFacts): ComponentScore {
  const score = facts.broken ? 0 : forCheck(facts.verified_days) + forCopy(facts.exported_days);
  return {
    score,
    max: MAX,
    summary: summaryOf(facts),
    evidence: [
      { id: "entries", label: "Entries in the ledger", count: facts.entries, target: TARGETS.audit() },
      {
        id: "verified",
        label: "Whole ledger verified in the last 7 days",
        count: Number(within(facts.verified_days, WEEK_DAYS)),
        target: TARGETS.audit({ kind: "ledger.verified" }),
      },
      {
        id: "exported",
        label: "Exported in the last 30 days",
        count: Number(within(facts.exported_days, MONTH_DAYS)),
        target: TARGETS.audit({ kind: "audit.exported" }),
      },
      { id: "witnessed", label: "Witnesses of the ledger (not available yet)", count: 0, target: TARGETS.audit() },
    ],
    advice: adviceFor(facts),
  };
}

const within = (days: number | null, most: number) => days !== null && days < most;

function forCheck(days: number | null): number {
  if (within(days, WEEK_DAYS)) return VERIFIED_THIS_WEEK;
  return within(days, MONTH_DAYS) ? VERIFIED_THIS_MONTH : 0;
}

function forCopy(days: number | null): number {
  return within(days, MONTH_DAYS) ? COPIED_THIS_MONTH : 0;
}

function summaryOf({ broken, verified_days, exported_days }: LedgerFacts): string {
  if (broken) return "the latest verification failed";
  const checked = verified_days === null ? "never verified" : verified_days === 0 ? "verified today" : `verified ${verified_days} d ago`;
  return `${checked}, ${within(exported_days, MONTH_DAYS) ? "exported this month" : "not exported this month"}`;
}

function adviceFor({ broken, verified_days, exported_days }: LedgerFacts): Advice[] {
  if (broken) {
    const text = "Compare the ledger with an exported copy: the latest verification found an entry that does not match its proof.";
    return [
      {
        id: "broken",
        text,
        gain: VERIFIED_THIS_WEEK + forCopy(exported_days),
        action: { label: "Verify", target: TARGETS.verifyLedger() },
      },
    ];
  }
  const check = {
    id: "verify",
    text: "Verify the whole ledger. The verification is recorded with its person and head.",
    gain: VERIFIED_THIS_WEEK - forCheck(verified_days),
    action: { label: "Verify", target: TARGETS.verifyLedger() },
  };
  const copy = {
    id: "export",
    text: "Export the ledger and keep the copy elsewhere. A signature alone does not show that nothing was rewritten.",
    gain: COPIED_THIS_MONTH - forCopy(exported_days),
    action: { label: "Export", target: TARGETS.exportLedger() },
  };
  return [check, copy].filter(({ gain }) => gain > 0);
}
