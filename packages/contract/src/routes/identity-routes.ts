import * as identity from "../identity.ts";
import { pageQuery } from "../primitives.ts";
import { common, ok, type Route, write } from "./route.ts";

export const IDENTITY_ROUTES = [
  {
    method: "get",
    path: "/agents/:id/identity-keys",
    operationId: "listIdentityKeys",
    tag: "Agents",
    summary: "List an agent's identity keys with their sequences and gaps",
    access: "agents:read",
    query: pageQuery,
    responses: { 200: ok("A page, newest first", identity.IdentityKeyPage) },
    errors: [...common, "NOT_FOUND", "INVALID_REQUEST"],
  },
  {
    method: "post",
    path: "/agents/:id/identity-keys",
    operationId: "registerIdentityKey",
    tag: "Agents",
    summary: "Register the public key of an agent: from now on its submissions are refused without a signed statement",
    access: "identity_keys:write",
    body: identity.IdentityKeyInput,
    headers: ["Idempotency-Key"],
    responses: { 201: ok("Registered", identity.IdentityKey) },
    errors: [...write, "NOT_FOUND", "DELEGATION_INVALID", "IDENTITY_KEY_TAKEN", "IDENTITY_KEY_LIMIT"],
  },
  {
    method: "post",
    path: "/agents/:id/identity-keys/:key_id/rotate",
    operationId: "rotateIdentityKey",
    tag: "Agents",
    summary: "Register the key that replaces another, which ends after the overlap",
    access: "identity_keys:write",
    body: identity.RotateIdentityKeyInput,
    headers: ["Idempotency-Key"],
    responses: { 201: ok("The new key", identity.IdentityKey) },
    errors: [...write, "NOT_FOUND", "DELEGATION_INVALID", "IDENTITY_KEY_TAKEN", "IDENTITY_KEY_LIMIT", "KEY_ENDED"],
  },
  {
    method: "delete",
    path: "/agents/:id/identity-keys/:key_id",
    operationId: "revokeIdentityKey",
    tag: "Agents",
    summary: "Revoke an identity key; statements are still required",
    access: "identity_keys:write",
    responses: { 200: ok("Revoked", identity.IdentityKey) },
    errors: [...common, "NOT_FOUND"],
  },
] as const satisfies readonly Route[];
