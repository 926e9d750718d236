import type { SettlePlan } from "../model/settle-plan.ts";
import type { Verdict } from "../model/verdict.ts";
import { chargeDenial } from "./settle-circuit.ts";
import { recordCalls } from "./settle-loop.ts";
import type { Change } from "./types.ts";

/** Returns the rows to write for a denied action: loop detection counts the attempt, and breakers count the denial. */
export function chargeDenied(plan: SettlePlan, { denial_reason }: Pick<Verdict, "denial_reason">, now: number): Change[] {
  // A breaker that counted its own denials would never close.
  return [...recordCalls(plan, now), ...(denial_reason === "BREAKER_OPEN" ? [] : chargeDenial(plan, now))];
}
