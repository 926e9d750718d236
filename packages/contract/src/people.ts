import { z } from "zod";
import { Membership, newEmail, plainName, Role, timeZone } from "./auth.ts";
import { id, page, timestamp } from "./primitives.ts";
import { youCan } from "./you.ts";

export const Member = z
  .strictObject({
    id: id("usr"),
    name: z.string(),
    email: z.string(),
    role: Role,
    joined_at: timestamp,
    you: youCan(["changeMember", "removeMember"]),
  })
  .meta({ id: "Member" });
export type Member = z.infer<typeof Member>;
export const MemberPage = page(Member).meta({ id: "MemberPage" });
export const MemberPatch = z.strictObject({ role: Role }).meta({ id: "MemberPatch" });

export const InvitationInput = z.strictObject({ email: newEmail, role: Role }).meta({ id: "InvitationInput" });
export const Invitation = z
  .strictObject({
    id: id("inv"),
    email: z.string(),
    role: Role,
    status: z.enum(["open", "expired"]),
    invited_by: z
      .strictObject({ id: id("usr"), name: z.string() })
      .nullable()
      .describe("null when the person is no longer a member"),
    created_at: timestamp,
    expires_at: timestamp,
    mail: z.enum(["off", "waiting", "sent", "failed"]).describe("State of the email with the link. `off`: no SMTP server is configured"),
    you: youCan(["resendInvitation", "revokeInvitation"]),
  })
  .meta({ id: "Invitation" });
export type Invitation = z.infer<typeof Invitation>;
export const InvitationPage = page(Invitation).meta({ id: "InvitationPage" });
export const CreatedInvitation = z
  .strictObject({
    ...Invitation.shape,
    token: z.string().describe("Returned once; it cannot be read later"),
    link: z.string().describe("Page where the invitation is accepted, with the token in the fragment. Returned once"),
  })
  .meta({ id: "CreatedInvitation" });
export type CreatedInvitation = z.infer<typeof CreatedInvitation>;

const token = z.string().regex(/^ali_[A-Za-z0-9_-]{43}$/, "must be the token of an invitation");
export const InvitationToken = z.strictObject({ token }).meta({ id: "InvitationToken" });
export const InvitationView = z
  .strictObject({ org_name: z.string(), email: z.string(), role: Role, expires_at: timestamp })
  .meta({ id: "InvitationView" });
export type InvitationView = z.infer<typeof InvitationView>;

export const AcceptInvitationInput = z
  .strictObject({ token, name: plainName.optional(), password: z.string().min(1).max(1024).optional() })
  .meta({ id: "AcceptInvitationInput" });

export const OrganisationPage = page(Membership).meta({ id: "OrganisationPage" });
export const Organisation = z
  .strictObject({
    id: id("org"),
    name: z.string(),
    zone: z.string(),
    text_index: z
      .boolean()
      .describe("true when decisions are found by words of their summaries and messages. Off by default; words are stored in clear"),
    sample: z.boolean().describe("true for sample data created by a seed, which may be deleted"),
    created_at: timestamp,
    purge_at: timestamp.nullable().describe("Time of permanent deletion; null unless an owner has requested it"),
  })
  .meta({ id: "Organisation" });
export type Organisation = z.infer<typeof Organisation>;
export const OrganisationPatch = z
  .strictObject({
    name: plainName.optional(),
    zone: timeZone.optional().describe("Time zone in which policies evaluate hours and days"),
    text_index: z
      .boolean()
      .optional()
      .describe("true indexes the words of decisions from now on, after detection has redacted them. false erases the index"),
  })
  .refine((patch) => Object.keys(patch).length > 0, "must name what changes: name, zone or text_index")
  .meta({ id: "OrganisationPatch" });
export type OrganisationPatch = z.infer<typeof OrganisationPatch>;
export const OrganisationRemoval = z
  .strictObject({
    name: z.string().max(200).describe("The organisation's name, repeated as a confirmation"),
    password: z.string().min(1).max(1024).describe("The password of the requesting owner, repeated as a confirmation"),
  })
  .meta({ id: "OrganisationRemoval" });
/** Body of `POST /org/remove-sample`. */
export const SampleRemoval = z
  .strictObject({ name: plainName.describe("Name of the empty organisation that takes the place of the sample") })
  .meta({ id: "SampleRemoval" });
export type SampleRemoval = z.output<typeof SampleRemoval>;
export const Tombstone = z
  .strictObject({
    org_id: id("org"),
    origin: z.string().describe("Origin of its ledger"),
    size: z.number().int().describe("Number of entries in its ledger"),
    checkpoint: z.string().describe("The last signed head of its ledger"),
    vkey: z.string().describe("The public key that verifies the head"),
    removed_at: timestamp,
  })
  .meta({ id: "Tombstone" });
export type Tombstone = z.infer<typeof Tombstone>;
