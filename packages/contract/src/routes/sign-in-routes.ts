import * as auth from "../auth.ts";
import { common, ok, type Route, write } from "./route.ts";

export const SIGN_IN_ROUTES = [
  {
    method: "post",
    path: "/auth/sign-in",
    operationId: "signIn",
    tag: "Sign-in",
    summary: "Exchange e-mail and password for a session token",
    access: "public",
    body: auth.SignInInput,
    responses: { 200: ok("Signed in", auth.SignInResult) },
    errors: [...write, "INVALID_CREDENTIALS", "TOO_MANY_ATTEMPTS"],
  },
  {
    method: "post",
    path: "/auth/sign-out",
    operationId: "signOut",
    tag: "Sign-in",
    summary: "End this session",
    access: "session",
    responses: { 204: ok("Ended") },
    errors: common,
  },
  {
    method: "get",
    path: "/auth/session",
    operationId: "getSession",
    tag: "Sign-in",
    summary: "Who is signed in",
    access: "session",
    responses: { 200: ok("The session", auth.SessionView) },
    errors: common,
  },
] as const satisfies readonly Route[];
