import * as passkeys from "../passkeys.ts";
import { common, empty, ok, type Route, write } from "./route.ts";

export const PASSKEY_ROUTES = [
  {
    method: "get",
    path: "/passkeys",
    operationId: "listPasskeys",
    tag: "Sign-in",
    summary: "List my passkeys in this organisation",
    access: "session",
    responses: { 200: ok("The complete list", passkeys.PasskeyList) },
    errors: common,
  },
  {
    method: "post",
    path: "/passkeys/options",
    operationId: "preparePasskey",
    tag: "Sign-in",
    summary: "Begin the registration of a passkey",
    access: "session",
    body: passkeys.PasskeyProof,
    responses: { 200: ok("The options of the registration, valid for five minutes", passkeys.PasskeyOptions) },
    errors: [...write, "INVALID_CREDENTIALS", "TOO_MANY_ATTEMPTS", "PASSKEY_LIMIT"],
  },
  {
    method: "post",
    path: "/passkeys",
    operationId: "registerPasskey",
    tag: "Sign-in",
    summary: "Register a passkey that signs my decisions",
    access: "session",
    body: passkeys.PasskeyInput,
    responses: { 201: ok("Registered", passkeys.Passkey) },
    errors: [...write, "PASSKEY_INVALID", "PASSKEY_LIMIT"],
  },
  {
    method: "post",
    path: "/passkeys/:id/remove",
    operationId: "removePasskey",
    tag: "Sign-in",
    summary: "Remove one of my passkeys",
    access: "session",
    body: passkeys.PasskeyProof,
    responses: { 204: empty("Removed") },
    errors: [...write, "NOT_FOUND", "INVALID_CREDENTIALS", "TOO_MANY_ATTEMPTS"],
  },
] as const satisfies readonly Route[];
