import { isTimeZone } from "@agentlattice/core/input";
import { z } from "zod";
import { PASSWORD_MIN, ROLES } from "./constants.ts";
import { normaliseName, plainNameFault } from "./plain-name.ts";
import { id, page, timestamp } from "./primitives.ts";
import { You } from "./you.ts";

export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

const password = z.string().min(1).max(1024);
/** An email address, trimmed, in one Unicode form and in lower case. */
const EMAIL = /^[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\]{1,189}$/;
export const newEmail = z
  .string()
  .max(254)
  .transform((text) => text.normalize("NFC").trim().toLowerCase())
  .refine((text) => EMAIL.test(text), "must be an email address");
/** The name of a person or an organisation: one line in any script. */
export const plainName = z
  .string()
  .max(200)
  .transform((text, context) => {
    const name = normaliseName(text);
    const message = plainNameFault(name);
    if (message !== null) context.addIssue({ code: "custom", message });
    return name;
  });

export const SignInInput = z
  .strictObject({ email: z.string().min(3).max(254), password, org_id: id("org").optional() })
  .meta({ id: "SignInInput" });

export const Membership = z.strictObject({ org_id: id("org"), org_name: z.string(), role: Role });
export type Membership = z.infer<typeof Membership>;
export const User = z.strictObject({ id: id("usr"), email: z.string(), name: z.string() });

export const SessionView = z
  .strictObject({
    expires_at: timestamp,
    user: User,
    org_id: id("org"),
    role: Role,
    memberships: z.array(Membership),
    purge_at: timestamp.nullable().describe("Time of permanent deletion of the organisation; null unless an owner has requested it"),
    server_time: timestamp,
    last_event_id: z
      .string()
      .nullable()
      .optional()
      .describe(
        "Last-Event-ID with which GET /events/stream sends every entry after this answer; null while the ledger is empty. Only GET /auth/session returns it",
      ),
    you: You,
  })
  .meta({ id: "Session" });
export type SessionView = z.infer<typeof SessionView>;

export const SignInResult = z.strictObject({ token: z.string(), ...SessionView.shape }).meta({ id: "SignInResult" });
export type SignInResult = z.infer<typeof SignInResult>;

/** A new password: at least 12 characters, hard to guess, and not derived from the person's email or the organisation's name. */
const newPassword = z.string().min(PASSWORD_MIN, `must have at least ${PASSWORD_MIN} characters`).max(1024);

export const AuthOptions = z
  .strictObject({ sign_up: z.enum(["open", "closed"]), password_min: z.number().int() })
  .meta({ id: "AuthOptions" });
export type AuthOptions = z.infer<typeof AuthOptions>;

/** A time zone of the IANA database, such as Europe/Berlin. */
export const timeZone = z.string().max(64).refine(isTimeZone, "must be a time zone of the IANA database, such as Europe/Berlin");

export const SignUpInput = z
  .strictObject({
    organisation: plainName,
    name: plainName,
    email: newEmail,
    password: newPassword,
    zone: timeZone.optional().describe("Time zone in which policies evaluate hours and days. Default: UTC"),
  })
  .meta({ id: "SignUpInput" });
export type SignUpInput = z.infer<typeof SignUpInput>;
/** The same response whether the email is new, known or refused, so that it reveals nothing. */
export const SignUpResult = z.strictObject({ status: z.literal("accepted") }).meta({ id: "SignUpResult" });

export const SwitchInput = z.strictObject({ org_id: id("org") }).meta({ id: "SwitchInput" });

export const PasswordInput = z.strictObject({ current_password: password, new_password: newPassword }).meta({ id: "PasswordInput" });

export const OpenSession = z
  .strictObject({
    id: id("ses"),
    org_id: id("org"),
    org_name: z.string(),
    current: z.boolean(),
    created_at: timestamp,
    last_used_at: timestamp,
    expires_at: timestamp,
    address: z.string().nullable().describe("The network from which the session was started, never the full address"),
    user_agent: z.string().nullable().describe("Browser and operating system, such as `Firefox 128 on Linux`"),
  })
  .meta({ id: "OpenSession" });
export type OpenSession = z.infer<typeof OpenSession>;
export const OpenSessionPage = page(OpenSession).meta({ id: "OpenSessionPage" });
export const SessionsEnded = z.strictObject({ ended: z.number().int() }).meta({ id: "SessionsEnded" });
