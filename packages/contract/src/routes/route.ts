import type { z } from "zod";
import type { ErrorCode } from "../errors.ts";
import type { Permission } from "../permissions.ts";
import type { ResponseHeader } from "../response-headers.ts";

/** One operation of the HTTP API. The API mounts it, the OpenAPI document lists it, and tests call it as another organisation. */
export interface Route {
  method: "get" | "post" | "patch" | "delete";
  /** Path below `/api/v1` in Hono syntax, such as `/approvals/:id`. */
  path: string;
  /** True when the operation is also served at the root, like `/health`. */
  root?: true;
  operationId: string;
  tag: string;
  summary: string;
  /** The required permission, checked first. `public` requires no credential. */
  access: "public" | Permission;
  /** The permission with which the caller of a public route gets a full answer. A credential is then read when one is sent. */
  detail?: Permission;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Custom request headers that the route reads. */
  headers?: readonly string[];
  responses: Readonly<Record<number, RouteResponse>>;
  errors: readonly ErrorCode[];
}

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_PUBLIC_BODY_BYTES = 16 * 1024;

/** Maximum size of the request body in bytes. Public routes have a small limit. */
export function maxBodyBytes({ access }: Pick<Route, "access">): number {
  return access === "public" ? MAX_PUBLIC_BODY_BYTES : MAX_BODY_BYTES;
}

/** A success response of a route. */
interface RouteResponse {
  description: string;
  schema?: z.ZodType;
  /** Media types in addition to JSON, or all of them when there is no `schema`. */
  types?: readonly string[];
  /** Response headers in addition to those that depend on request headers. */
  headers?: readonly ResponseHeader[];
}

/** Error codes of every authenticated route. */
export const common = [
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "KEY_CREATOR_REMOVED",
  "APPROVAL_TAMPERED",
  "ENVIRONMENT_FORBIDDEN",
  "ORGANISATION_CLOSING",
  "RATE_LIMITED",
  "DATABASE_UNAVAILABLE",
  "INTERNAL",
] as const;
/** Additional error codes of routes with a body. */
export const write = [
  ...common,
  "MALFORMED_JSON",
  "INVALID_REQUEST",
  "UNSUPPORTED_MEDIA_TYPE",
  "PAYLOAD_TOO_LARGE",
  "BODY_INCOMPLETE",
  "INVALID_HEADER",
  "IDEMPOTENCY_CONFLICT",
  "SIGNING_PENDING",
  "LEDGER_DIVERGED",
  "SIGNER_STATE_INVALID",
  "INSPECTION_BUDGET",
  "INSPECTION_QUEUE_FULL",
  "INSPECTION_TOO_SLOW",
  "SHUTTING_DOWN",
  "OUTCOME_UNKNOWN",
] as const;
/** Additional error codes of routes that take a signed statement. */
export const statement = ["STATEMENT_REQUIRED", "STATEMENT_INVALID", "STATEMENT_EXPIRED", "STATEMENT_REPLAYED"] as const;
/** Additional error codes of routes that commit to the ledger. */
export const commit = [...write, "QUEUE_FULL", "POLICY_UNAVAILABLE"] as const;

/** Returns a response with a description and a JSON schema. */
export const ok = <const Schema extends z.ZodType>(description: string, schema: Schema) => ({ description, schema });

/** Returns a response without a body. */
export const empty = (description: string) => ({ description });

/** Returns the response of a pending request, with the headers `Location` and `Retry-After`. */
export const pending = <const Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  schema,
  headers: ["Location", "Retry-After"] as const satisfies readonly ResponseHeader[],
});
