import type { z } from "zod";
import type { ErrorCode } from "../errors.ts";
import type { Permission } from "../permissions.ts";
import type { ResponseHeader } from "../response-headers.ts";

/** One line of the HTTP surface. The API mounts it, OpenAPI prints it, the tests try it from another organisation. */
export interface Route {
  method: "get" | "post" | "patch" | "delete";
  /** Hono style below `/api/v1`: `/approvals/:id`. */
  path: string;
  /** Also served at the root, beside `/health`. */
  root?: true;
  operationId: string;
  tag: string;
  summary: string;
  /** `public`: no credential. Otherwise the permission that is checked before anything else. */
  access: "public" | Permission;
  query?: z.ZodType;
  body?: z.ZodType;
  /** Request headers of our own that the route reads. */
  headers?: readonly string[];
  responses: Readonly<Record<number, RouteResponse>>;
  errors: readonly ErrorCode[];
}

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_PUBLIC_BODY_BYTES = 16 * 1024;

/** How many bytes the body of a request may have: little where anybody may send it. */
export function maxBodyBytes({ access }: Pick<Route, "access">): number {
  return access === "public" ? MAX_PUBLIC_BODY_BYTES : MAX_BODY_BYTES;
}

/** A success of a route. */
interface RouteResponse {
  description: string;
  schema?: z.ZodType;
  /** Media types beside JSON of `schema`, or all there are. */
  types?: readonly string[];
  /** Headers of its own, beside those that follow from the request's headers. */
  headers?: readonly ResponseHeader[];
}

/** What any authenticated route may answer. */
export const common = [
  "UNAUTHENTICATED",
  "FORBIDDEN",
  "ENVIRONMENT_FORBIDDEN",
  "ORGANISATION_CLOSING",
  "RATE_LIMITED",
  "DATABASE_UNAVAILABLE",
  "INTERNAL",
] as const;
/** What a route with a body may answer besides. */
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
] as const;
/** What a route that settles in the ledger commit may answer besides. */
export const commit = [...write, "QUEUE_FULL", "OUTCOME_UNKNOWN", "POLICY_UNAVAILABLE"] as const;

/** A response with JSON of a schema. */
export const ok = <const Schema extends z.ZodType>(description: string, schema: Schema) => ({ description, schema });

/** A response without a body. */
export const empty = (description: string) => ({ description });

/** A response to a request that is still pending, with the page where it is decided and the time of the next poll. */
export const pending = <const Schema extends z.ZodType>(description: string, schema: Schema) => ({
  description,
  schema,
  headers: ["Location", "Retry-After"] as const satisfies readonly ResponseHeader[],
});
