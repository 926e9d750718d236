import type { Handover, HandoverInput } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { isDecidingRole } from "@agentlattice/core/approval";
import { configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Once } from "../http/idempotency.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { findMember } from "../members/find-member.ts";
import { readPeople, toHandover } from "./list-handovers.ts";

const MAX_MS = 90 * 24 * 3600 * 1000;

/**
 * Hands the caller's approvals over to another person for a time. It replaces an earlier hand-over of the caller.
 * @throws AppError NOT_FOUND, HANDOVER_INVALID
 */
export async function createHandover(input: {
  readonly principal: PersonPrincipal;
  readonly input: HandoverInput;
  readonly once: Once;
  readonly deps: Pick<Deps, "newId">;
}): Promise<Handover> {
  const { principal, once, deps } = input;
  const { to, until } = input.input;
  const { orgId } = principal.scope;
  const { userId } = principal;
  const toUserId = decodeId("usr", to) ?? "";
  return once(async ({ client, now }) => {
    // A hand-over cannot begin before it is made.
    const fromAt = new Date(Math.max(now, input.input.from === undefined ? now : Date.parse(input.input.from)));
    const untilAt = new Date(until);
    const refusal = refuseTimes(fromAt.getTime(), untilAt.getTime(), now) ?? (toUserId === userId ? "Name another person." : null);
    if (refusal) throw new AppError("HANDOVER_INVALID", { detail: refusal });
    const { role } = await findMember(client, orgId, toUserId);
    if (!isDecidingRole(role))
      throw new AppError("HANDOVER_INVALID", { detail: "This person's role does not decide approvals. Name an owner, admin or operator." });
    await client.handover.deleteMany({ where: { orgId, userId } });
    const row = await client.handover.create({ data: { orgId, userId, toUserId, fromAt, untilAt } });
    const people = await readPeople(client, orgId, [userId, toUserId]);
    const entry = handoverEntry(deps, principal, { userId, toUserId, fromAt, untilAt, change: "handed_over" });
    return { result: toHandover(row, people, now), entries: [entry], changesAnswers: true };
  });
}

/**
 * Ends a hand-over. People end their own; owners and admins end every one.
 * @throws AppError NOT_FOUND when there is none that the caller may end
 */
export async function endHandover(input: {
  principal: PersonPrincipal;
  userId: string;
  deps: Pick<Deps, "database" | "newId">;
}): Promise<void> {
  const { principal, userId, deps } = input;
  const { orgId } = principal.scope;
  const mayEnd = userId === principal.userId || principal.role === "owner" || principal.role === "admin";
  await deps.database.audited(principal.scope, async ({ client }) => {
    const where = { orgId_userId: { orgId, userId } };
    const row = mayEnd ? await client.handover.findUnique({ where }) : null;
    if (!row) throw new AppError("NOT_FOUND", { detail: "There is no such hand-over. GET /handovers lists them." });
    await client.handover.delete({ where, select: { userId: true } });
    return { result: null, entries: [handoverEntry(deps, principal, { ...row, change: "taken_back" })], changesAnswers: true };
  });
}

function refuseTimes(from: number, until: number, now: number): string | null {
  if (until <= now) return "The end of the hand-over is in the past. Send a later time as until.";
  if (until <= from) return "The hand-over ends before it begins. Send a later time as until.";
  return until - from > MAX_MS ? "A hand-over lasts at most 90 days. Send an earlier time as until." : null;
}

interface Change {
  readonly userId: string;
  readonly toUserId: string;
  readonly fromAt: Date;
  readonly untilAt: Date;
  readonly change: "handed_over" | "taken_back";
}

/** Returns the entry of a hand-over that a person makes or ends. */
export function handoverEntry(
  deps: Pick<Deps, "newId">,
  principal: PersonPrincipal,
  { userId, toUserId, fromAt, untilAt, change }: Change,
) {
  const user = encodeId("usr", userId);
  return configEntry({
    id: deps.newId(),
    kind: "handover.changed",
    actor: { type: "user", id: encodeId("usr", principal.userId) },
    subject: { type: "user", id: user },
    data: { user, change, to: encodeId("usr", toUserId), from: fromAt.toISOString(), until: untilAt.toISOString() },
  });
}
