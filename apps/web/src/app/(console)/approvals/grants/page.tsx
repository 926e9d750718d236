import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { GrantsPage } from "#features/grants/grants-page.tsx";
import { may } from "#lib/session/may.ts";
import { requireSession } from "#lib/session/require-session.ts";

export const metadata: Metadata = { title: "Grants" };

export default async function Page() {
  const session = await requireSession();
  if (session && !may(session.view.you, "grants:read")) redirect("/audit");
  return <GrantsPage />;
}
