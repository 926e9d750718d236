import { z } from "zod";
import { NamedAgent } from "./agents.ts";
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

/** Types of what a person created and what still works after the person was removed. */
export const CREATION_TYPES = ["key", "agent_key", "webhook", "callback", "grant"] as const;

/** A credential, endpoint or grant that works on after the person who created it was removed. */
export const Creation = z
  .strictObject({
    type: z
      .enum(CREATION_TYPES)
      .describe(
        "`key`: of the organisation. `agent_key`: of an agent. `webhook`: an endpoint of any kind that receives events. `callback`: a webhook that is used by name only. `grant`: a standing grant that the person gave",
      ),
    id: z.string().describe("Id of the key, webhook or grant"),
    name: z.string().describe("Name of the key or the webhook, or the action type of the grant"),
    agent: NamedAgent.nullable().describe("The agent of an agent key or a grant"),
    created_at: timestamp,
  })
  .meta({ id: "Creation" });
export type Creation = z.infer<typeof Creation>;
export const CreationList = z.strictObject({ remaining: z.array(Creation) }).meta({ id: "CreationList" });

export const MemberRemoval = z
  .strictObject({
    revoke: z
      .union([z.enum(["all", "none"]), z.array(z.string().max(64)).max(1000)])
      .default("all")
      .describe(
        "What the person created and is revoked with the removal: all of it, nothing, or these ids of `GET /members/{id}/creations`",
      ),
  })
  .meta({ id: "MemberRemoval" });

const ended = z.number().int().min(0);
export const RemovedMember = z
  .strictObject({
    ended: z
      .strictObject({
        invitations: ended.describe("Open invitations that the person created"),
        sessions: ended,
        handovers: ended.describe("Hand-overs by the person and to them"),
        delegations: ended.describe("Delegations that the person created, with those below them"),
        votes: ended.describe("Votes of the person that counted for undecided stages"),
      })
      .describe("What ended with the membership"),
    revoked: z.array(Creation).describe("What the person had created and the removal revoked"),
    remaining: z.array(Creation).describe("What the person had created and still exists"),
  })
  .meta({ id: "RemovedMember" });
export type RemovedMember = z.infer<typeof RemovedMember>;

export const CreationRevocation = z
  .union([
    z.strictObject({ all: z.literal(true) }),
    z.strictObject({ types: z.array(z.enum(CREATION_TYPES)).min(1) }),
    z.strictObject({ ids: z.array(z.string().max(64)).min(1).max(1000) }),
  ])
  .meta({ id: "CreationRevocation" });
export const RevokedCreations = z
  .strictObject({ revoked: z.array(Creation), remaining: z.array(Creation) })
  .meta({ id: "RevokedCreations" });

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
