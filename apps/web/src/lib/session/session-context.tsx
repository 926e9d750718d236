"use client";

import type { Role, SessionView, You } from "@agentlattice/contract";
import { createContext, use } from "react";

/** The signed-in person, as pages see it. */
export interface Me {
  readonly user: SessionView["user"];
  readonly orgId: string;
  readonly orgName: string;
  readonly organisations: SessionView["memberships"];
  readonly canCreateOrganisation: boolean;
  readonly role: Role;
  /** Time at which the organisation is deleted permanently, or null if no deletion is scheduled. */
  readonly purgeAt: string | null;
  /** The person's rights as the API states them, for display. The API checks each request. */
  readonly you: You;
  readonly can: { readonly readApprovals: boolean; readonly decide: boolean; readonly createAgents: boolean };
}

export const MeContext = createContext<Me | null>(null);

export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error("MeContext is missing");
  return me;
}
