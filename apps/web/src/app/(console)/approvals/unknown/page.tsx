import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { OutcomesPage } from "#features/outcomes/outcomes-page.tsx";
import { may } from "#lib/session/may.ts";
import { requireSession } from "#lib/session/require-session.ts";

export const metadata: Metadata = { title: "Unknown outcomes" };

export default async function Page() {
  const session = await requireSession();
  if (session && !may(session.view.you, "approvals:read")) redirect("/audit");
  return <OutcomesPage />;
}
