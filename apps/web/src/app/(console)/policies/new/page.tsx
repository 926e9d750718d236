import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { NewPolicyPage } from "#features/policies/new-policy-page.tsx";
import { STARTERS } from "#features/policies/starters.ts";
import { may } from "#lib/session/may.ts";
import { requireSession } from "#lib/session/require-session.ts";

export const metadata: Metadata = { title: "New policy" };

export default async function Page() {
  const session = await requireSession();
  if (session && !may(session.view.you, "policies:write")) redirect("/policies");
  return <NewPolicyPage starters={STARTERS} />;
}
