import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { QualityPage } from "#features/approval-quality/quality-page.tsx";
import { may } from "#lib/session/may.ts";
import { requireSession } from "#lib/session/require-session.ts";

export const metadata: Metadata = { title: "Quality of decisions" };

export default async function Page() {
  const session = await requireSession();
  if (session && !may(session.view.you, "approvals:quality")) redirect("/approvals");
  return <QualityPage />;
}
