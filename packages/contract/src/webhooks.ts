import { EVENT_TYPES } from "@agentlattice/core";
import { PERSONAL_CHANNELS } from "@agentlattice/core/approval";
import { ENTRY_KINDS } from "@agentlattice/core/ledger";
import { z } from "zod";
import { coversType } from "./constants.ts";
import { ENVIRONMENTS, environment, id, page, pageQuery, targetUrl, timestamp } from "./primitives.ts";

/** Attempts of a delivery, within 24 hours. */
export const DELIVERY_ATTEMPTS = 8;
export const MAX_ENDPOINTS = 32;
/** Type of the message that tests an endpoint. */
export const TEST_TYPE = "webhook.test";

/** The kinds and the tags of entries. */
const EVENT_NAMES: readonly string[] = [...ENTRY_KINDS, ...Object.keys(EVENT_TYPES)];

const typePattern = z
  .string()
  .max(64)
  .refine(
    (pattern) => EVENT_NAMES.some((type) => coversType(pattern, type)),
    "must be *, the beginning of event types such as approval.*, or an event type such as approval.decided",
  );

/** A name that policies and submissions use to refer to an endpoint. */
export const endpointName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, "must be up to 64 lower-case letters, digits, - or _")
  .meta({ example: "release-agent" });

const url = targetUrl.meta({ format: "uri", example: "https://hooks.acme.test/agentlattice" });

const fields = {
  url,
  types: z
    .array(typePattern)
    .max(64)
    .describe(
      "Event types to deliver: kinds or tags of audit entries, or patterns such as `approval.*`. Empty for an endpoint that is only used by name",
    ),
  environments: z.array(environment).min(1).max(ENVIRONMENTS.length).describe("Environments whose events are delivered"),
  name: endpointName.describe("Unique name. Submissions name it as `callback`, policies as `webhook:<name>`"),
};

export const ENDPOINT_KINDS = ["webhook", "teams", "slack"] as const;
const kind = z.enum(ENDPOINT_KINDS).describe("`teams`: the webhook of a Workflow. `slack`: a channel of Slack");

export const WebhookInput = z
  .strictObject({
    kind: kind.default("webhook"),
    url: fields.url.optional(),
    types: fields.types.optional(),
    environments: fields.environments.default([...ENVIRONMENTS]),
    name: fields.name.optional(),
    channel: z
      .string()
      .regex(/^[CG][A-Z0-9]{1,31}$/, "must be the id of a Slack channel such as C024BE91L")
      .optional()
      .describe("Id of the Slack channel, for `slack`"),
    token: z
      .string()
      .regex(/^xoxb-[A-Za-z0-9-]{1,250}$/, "must be a bot token, which begins with xoxb-")
      .optional()
      .describe("Bot token of the Slack app, for `slack`. Stored encrypted and never returned"),
  })
  .superRefine(({ kind, ...given }, issues) => {
    const needed = kind === "slack" ? (["channel", "token"] as const) : kind === "teams" ? (["url"] as const) : (["url", "types"] as const);
    const refused = kind === "slack" ? (["url"] as const) : (["channel", "token"] as const);
    for (const path of needed)
      if (given[path] === undefined) issues.addIssue({ code: "custom", path: [path], message: `is required for ${kind}` });
    for (const path of refused)
      if (given[path] !== undefined) issues.addIssue({ code: "custom", path: [path], message: `is not for ${kind}` });
  })
  .meta({ id: "WebhookInput" });

export const WebhookPatch = z
  .strictObject({ ...fields, enabled: z.boolean().describe("false stops deliveries; waiting ones fail and can be replayed") })
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, "must name what changes")
  .meta({ id: "WebhookPatch" });

export const Webhook = z
  .strictObject({
    id: id("whk"),
    kind,
    ...fields,
    types: z.array(z.string()),
    enabled: z.boolean(),
    url: url.describe(
      "Without tokens: values of the query are shown as `...`, parts of the path with at least 20 characters as their last four characters, and a fragment is left out. For `teams`, whose whole URL is a credential, only the host and the end. For `slack`, a link to the channel. In a PATCH, the URL as shown keeps the stored one",
    ),
    secret_hint: z
      .string()
      .describe("The end of the signing secret or of the token; for `teams`, of the URL")
      .meta({ example: "whsec_…9f2c" }),
    previous_secret_until: timestamp.nullable().describe("Time until which the secret before the last rotation also signs"),
    gone_at: timestamp.nullable().describe("When the receiver answered 410 Gone, which disabled the webhook"),
    failing_since: timestamp.nullable().describe("Time of the first failed attempt since the last success"),
    last_delivered_at: timestamp.nullable(),
    created_at: timestamp,
  })
  .meta({ id: "Webhook" });
export type Webhook = z.infer<typeof Webhook>;
export const WebhookPage = page(Webhook).meta({ id: "WebhookPage" });

const secret = z
  .string()
  .nullable()
  .describe("Signing secret (Standard Webhooks). Returned once. null for `teams` and `slack`")
  .meta({ example: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD" });
export const CreatedWebhook = z.strictObject({ ...Webhook.shape, secret }).meta({ id: "CreatedWebhook" });
export type CreatedWebhook = z.infer<typeof CreatedWebhook>;

export const RotateWebhookInput = z
  .strictObject({
    overlap: z
      .number()
      .int()
      .min(0)
      .max(7 * 86_400)
      .default(86_400)
      .describe("Seconds during which messages are signed with both secrets"),
  })
  .meta({ id: "RotateWebhookInput" });

export const DeliveryStatus = z.enum(["pending", "delivered", "failed", "dropped"]);

const responseCode = z.number().int().nullable().describe("HTTP status of the response; null without a response");
const outcome = z
  .string()
  .describe(
    "OK, or the reason of the failure: HTTP_STATUS, REDIRECT_REFUSED, EGRESS_REFUSED, NAME_NOT_RESOLVED, CONNECTION_FAILED, TIMEOUT, RESPONSE_TOO_LARGE, ENDPOINT_STOPPED, NOT_NEEDED, MAIL_REFUSED, MAIL_NOT_CONFIGURED, SLACK_REFUSED, SUBSCRIPTION_ENDED",
  );

export const DeliveryAttempt = z.strictObject({
  n: z.number().int(),
  at: timestamp,
  outcome,
  response_code: responseCode,
  duration_ms: z.number().int(),
});

/** A message to one endpoint or person, with its attempts. The log contains no bodies and no secrets. */
export const Delivery = z
  .strictObject({
    id: id("dlv"),
    message_id: id("msg").describe(
      "The header `webhook-id` of a webhook, and part of the `Message-ID` of an email. Equal in every attempt and replay",
    ),
    channel: z.enum([...ENDPOINT_KINDS, ...PERSONAL_CHANNELS]),
    type: z.string(),
    status: DeliveryStatus.describe(
      "`failed`: no further attempt follows, unless it is replayed. `dropped`: the message was not needed any more",
    ),
    attempts: z.number().int().describe("Number of attempts so far"),
    max_attempts: z.number().int(),
    response_code: responseCode,
    duration_ms: z.number().int().nullable().describe("Duration of the last attempt"),
    next_attempt_at: timestamp.nullable(),
    created_at: timestamp,
    finished_at: timestamp.nullable(),
    log: z.array(DeliveryAttempt).describe("The last attempts, oldest first"),
  })
  .meta({ id: "Delivery" });
export type Delivery = z.infer<typeof Delivery>;
export const DeliveryPage = page(Delivery).meta({ id: "DeliveryPage" });
export const DeliveryQuery = pageQuery.extend({ status: DeliveryStatus.optional() });
