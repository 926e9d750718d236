import { z } from "zod";
import { id, timestamp } from "./primitives.ts";

export const ROLES = ["owner", "admin", "operator", "auditor", "member"] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

export const SignInInput = z
  .strictObject({ email: z.string().min(3).max(254), password: z.string().min(1).max(1024), org_id: id("org").optional() })
  .meta({ id: "SignInInput" });

export const Membership = z.strictObject({ org_id: id("org"), org_name: z.string(), role: Role });
export const User = z.strictObject({ id: id("usr"), email: z.string(), name: z.string() });

export const SessionView = z
  .strictObject({
    expires_at: timestamp,
    user: User,
    org_id: id("org"),
    role: Role,
    memberships: z.array(Membership),
    server_time: timestamp,
  })
  .meta({ id: "Session" });
export type SessionView = z.infer<typeof SessionView>;

export const SignInResult = z.strictObject({ token: z.string(), ...SessionView.shape }).meta({ id: "SignInResult" });
export type SignInResult = z.infer<typeof SignInResult>;
