import { timeText } from "@agentlattice/core/input";
import { z } from "zod";
import { Person } from "./approvals.ts";
import { id, timestamp } from "./primitives.ts";

const MAX_MEMBERS = 256;
const name = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower case letters, digits and hyphens, such as release or on-call");
const members = z.array(id("usr")).max(MAX_MEMBERS);

export const Group = z.strictObject({ id: id("grp"), name, members: z.array(Person), created_at: timestamp }).meta({ id: "Group" });
export type Group = z.infer<typeof Group>;
export const GroupList = z
  .strictObject({ data: z.array(Group), has_more: z.literal(false), next_cursor: z.null() })
  .meta({ id: "GroupList" });

export const GroupInput = z
  .strictObject({ name: name.describe("Policies name the group:<name>"), members: members.default([]) })
  .meta({ id: "GroupInput" });
export type GroupInput = z.output<typeof GroupInput>;
export const GroupPatch = z.strictObject({ members: members.describe("Replaces the members of the group") }).meta({ id: "GroupPatch" });

export const Handover = z
  .strictObject({ person: Person, to: Person, from: timestamp, until: timestamp, active: z.boolean() })
  .meta({ id: "Handover" });
export type Handover = z.infer<typeof Handover>;
export const HandoverList = z
  .strictObject({
    data: z.array(Handover),
    has_more: z.literal(false),
    next_cursor: z.null(),
    substitutes: z
      .array(Person)
      .describe("The people to whom the caller may hand approvals over, by name. Empty for callers who do not decide approvals"),
  })
  .meta({ id: "HandoverList" });
export type HandoverList = z.infer<typeof HandoverList>;
export const HandoverInput = z
  .strictObject({
    to: id("usr"),
    from: timeText.optional().describe("Defaults to now. A time in the past counts as now"),
    until: timeText.describe("In the future, and at most 90 days after the hand-over begins"),
  })
  .meta({ id: "HandoverInput" });
export type HandoverInput = z.infer<typeof HandoverInput>;
