"use client";

import type { Membership } from "@agentlattice/contract";
import { signIn, signOut } from "next-auth/react";
import { api } from "../api/browser-api.ts";
import { readFailure, type SignInFailure } from "./sign-in-failure.ts";

type Way = "credentials" | "invitation" | "organisation";

const HOME = "/overview";
const CHANNEL = "al-session";

/**
 * Opens a session on the server, or says why not.
 * INVARIANT: next-auth keeps the address it is called from unless told another; that of an invitation holds its token.
 */
export async function enter(way: Way, fields: Readonly<Record<string, string>>): Promise<SignInFailure | null> {
  const result = await signIn(way, { ...fields, redirect: false, callbackUrl: HOME }).catch(() => undefined);
  return result?.ok && !result.error ? null : readFailure(result?.error ?? "unavailable");
}

/** Ends the session here and at the API, and forgets what was typed in this tab. */
export async function forget(): Promise<void> {
  sessionStorage.clear();
  await signOut({ redirect: false, callbackUrl: HOME });
}

/** Loads the console anew as whoever is signed in now, here and in every other tab: nothing of the session before is left. */
export function startAnew(path = HOME): void {
  sessionStorage.clear();
  const channel = new BroadcastChannel(CHANNEL);
  channel.postMessage("another session");
  channel.close();
  window.location.replace(path);
}

/** Calls back when another tab went on as somebody else or in another organisation. */
export function onAnotherSession(call: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  channel.onmessage = call;
  return () => channel.close();
}

/** Goes on in another organisation of the same person. */
export async function enterOrganisation(orgId: string): Promise<SignInFailure | null> {
  const failure = await enter("organisation", { org_id: orgId });
  if (!failure) startAnew();
  return failure;
}

/** Organisations of whoever is signed in. @throws ApiError */
export async function myOrganisations(): Promise<readonly Membership[]> {
  return (await api.listOrganisations()).data;
}
