import * as totp from "../totp.ts";
import { common, empty, ok, type Route, write } from "./route.ts";

const proof = ["INVALID_CREDENTIALS", "TOO_MANY_ATTEMPTS"] as const;

export const TOTP_ROUTES = [
  {
    method: "get",
    path: "/totp",
    operationId: "getTotp",
    tag: "Sign-in",
    summary: "Read whether I have an authenticator app in this organisation",
    access: "session",
    responses: { 200: ok("The status", totp.TotpStatus) },
    errors: common,
  },
  {
    method: "post",
    path: "/totp",
    operationId: "beginTotp",
    tag: "Sign-in",
    summary: "Begin the enrolment of an authenticator app",
    access: "session",
    body: totp.TotpBegin,
    responses: { 201: ok("The secret, which replaces one that was not confirmed", totp.TotpSecret) },
    errors: [...write, ...proof, "TOTP_ENROLLED"],
  },
  {
    method: "post",
    path: "/totp/confirm",
    operationId: "confirmTotp",
    tag: "Sign-in",
    summary: "Complete the enrolment with a code of the authenticator app",
    access: "session",
    body: totp.TotpConfirm,
    responses: { 200: ok("Enrolled", totp.RecoveryCodes) },
    errors: [...write, ...proof, "TOTP_NOT_BEGUN", "TOTP_ENROLLED"],
  },
  {
    method: "post",
    path: "/totp/remove",
    operationId: "removeTotp",
    tag: "Sign-in",
    summary: "Remove my authenticator app and its recovery codes",
    access: "session",
    body: totp.TotpRemoval,
    responses: { 204: empty("Removed") },
    errors: [...write, ...proof, "NOT_FOUND"],
  },
] as const satisfies readonly Route[];
