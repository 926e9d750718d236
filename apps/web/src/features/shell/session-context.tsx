"use client";

import type { Role, SessionView } from "@agentlattice/contract";
import { createContext, use } from "react";

/** Who is signed in, as pages may know it. */
export interface Me {
  readonly user: SessionView["user"];
  readonly orgId: string;
  readonly orgName: string;
  readonly organisations: SessionView["memberships"];
  readonly mayMakeOrganisation: boolean;
  readonly role: Role;
  /** When the organisation is deleted for ever; null unless an owner has asked for that. */
  readonly purgeAt: string | null;
  /** What the role may open; the API decides again on each request. */
  readonly can: { readonly readApprovals: boolean; readonly decide: boolean; readonly createAgents: boolean };
}

export const MeContext = createContext<Me | null>(null);

export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error("MeContext is missing");
  return me;
}
