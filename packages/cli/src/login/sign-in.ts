import { randomUUID } from "node:crypto";
import type { SessionView } from "@agentlattice/contract";
import type { ApiClient } from "@agentlattice/contract/client";
import { AgentLattice } from "@agentlattice/sdk";
import type { Io } from "../api-command.ts";
import { apiClient } from "../connection/api-client.ts";
import { dropLogin, findLogin, type Login, saveLogin } from "../connection/credentials.ts";
import { DEFAULT_BASE_URL } from "../connection/find-connection.ts";
import { describeError } from "../describe-error.ts";
import { escapeText } from "../escape-text.ts";
import { UsageError } from "../usage-error.ts";
import { ask, askHidden } from "./prompt.ts";

interface SignInRequest {
  readonly baseUrl?: string;
  readonly email?: string;
  readonly org?: string;
  /** The session token, or `true` to read it from standard input. */
  readonly token?: string | true;
}

type LoginOutcome = Record<string, unknown> & { message: string };

/** Signs in with email and password or with a session token, and stores the session. @throws UsageError, AgentLatticeError */
export async function performLogin(io: Io, request: SignInRequest): Promise<LoginOutcome> {
  const baseUrl = request.baseUrl || io.env.AL_BASE_URL || DEFAULT_BASE_URL;
  const { token, session } = request.token === undefined ? await signIn(baseUrl, request) : await readSession(baseUrl, request.token);
  const org_name = session.memberships.find(({ org_id }) => org_id === session.org_id)?.org_name ?? session.org_id;
  const login: Login = {
    base_url: baseUrl,
    token,
    expires_at: session.expires_at,
    email: session.user.email,
    org_id: session.org_id,
    org_name,
    role: session.role,
  };
  saveLogin(io.env, login);
  const { token: _secret, ...facts } = login;
  return {
    ...facts,
    message: `Signed in as ${escapeText(login.email)} (${escapeText(login.role)} of ${escapeText(org_name)}) at ${escapeText(baseUrl)}.`,
  };
}

/** Ends the session on the server and removes it here. It is removed even when the server does not answer. */
export async function performLogout(io: Io, { baseUrl }: { baseUrl?: string }): Promise<LoginOutcome> {
  const login = findLogin(io.env, baseUrl);
  if (!login) return { signed_out: false, message: "You are not signed in." };
  try {
    await client(login.base_url, login.token).signOut();
  } catch (error) {
    const ended = describeError(error, "").join(" ");
    io.stderr.write(`The session could not be ended on the server. It expires at ${escapeText(login.expires_at)}: ${ended}\n`);
  }
  dropLogin(io.env, login.base_url);
  return { signed_out: true, base_url: login.base_url, message: `Signed out of ${escapeText(login.base_url)}.` };
}

async function signIn(baseUrl: string, { email, org }: SignInRequest): Promise<{ token: string; session: SessionView }> {
  if (email === undefined && !process.stdin.isTTY) throw new UsageError("Give --email. The password is read from standard input.");
  const body = { email: email ?? (await ask("Email: ")), password: await askHidden("Password: "), ...(org ? { org_id: org } : {}) };
  // Signing in needs no credential, but the SDK requires one, so a random value is sent.
  const { token, ...session } = await client(baseUrl, randomUUID()).signIn({ body });
  return { token, session };
}

async function readSession(baseUrl: string, given: string | true): Promise<{ token: string; session: SessionView }> {
  const token = given === true ? await askHidden("Session token: ") : given;
  if (token.startsWith("al_")) throw new UsageError("This is an API key, not a session token. Set it as AL_API_KEY.");
  if (!token.startsWith("als_")) throw new UsageError("A session token starts with als_.");
  return { token, session: await client(baseUrl, token).getSession() };
}

function client(baseUrl: string, apiKey: string): ApiClient {
  return apiClient(new AgentLattice({ baseUrl, apiKey, maxAttempts: 1 }));
}
