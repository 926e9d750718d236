"use client";

import type { Membership } from "@agentlattice/contract";
import { api } from "../api/browser-api.ts";
import { readFailure, type SignInFailure } from "./sign-in-failure.ts";

type SignInMethod = "credentials" | "invitation" | "organisation";

const HOME = "/overview";
const CHANNEL = "al-session";

/** Loads the code that opens and ends sessions. Pages need it only when a session changes. */
const load = () => import("next-auth/react");

/**
 * Opens a session on the server, or returns the failure. INVARIANT: sets `callbackUrl`, because next-auth would otherwise send the
 * current URL, which contains the token of an invitation.
 */
export async function enter(method: SignInMethod, fields: Readonly<Record<string, string>>): Promise<SignInFailure | null> {
  const result = await load()
    .then(({ signIn }) => signIn(method, { ...fields, redirect: false, callbackUrl: HOME }))
    .catch(() => undefined);
  return result?.ok && !result.error ? null : readFailure(result?.error ?? "unavailable");
}

/** Ends the session in the browser and at the API, and clears this tab's stored form input. */
export async function endSession(): Promise<void> {
  sessionStorage.clear();
  const { signOut } = await load();
  await signOut({ redirect: false, callbackUrl: HOME });
}

/** Reloads the console with the new session in every tab, so that no data of the previous session remains. */
export function reloadSession(path = HOME): void {
  sessionStorage.clear();
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage("another session");
  channel.close();
  window.location.replace(path);
}

/** Calls a function when another tab has switched to another account or organisation. */
export function onSessionChange(listener: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = listener;
  return () => channel.close();
}

/** Switches to another organisation of the same person. */
export async function enterOrganisation(orgId: string): Promise<SignInFailure | null> {
  const failure = await enter("organisation", { org_id: orgId });
  if (!failure) reloadSession();
  return failure;
}

/** Returns the organisations of the signed-in person. @throws ApiError */
export async function myOrganisations(): Promise<readonly Membership[]> {
  return (await api.listOrganisations()).data;
}
