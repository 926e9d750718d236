import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { ApprovalsPage } from "#features/approvals/approvals-page.tsx";
import { may } from "#lib/session/may.ts";
import { requireSession } from "#lib/session/require-session.ts";

// The title is the same for every approval, so that a link preview elsewhere reveals nothing about it.
export const metadata: Metadata = { title: "Approvals" };

export default async function Page({ params }: { params: Promise<{ id?: string[] }> }) {
  const { id = [] } = await params;
  if (id.length > 1 || (id[0] && !/^apr_[0-9a-z]+$/.test(id[0]))) notFound();
  const session = await requireSession();
  if (session && !may(session.view.you, "approvals:read")) redirect("/audit");
  return <ApprovalsPage />;
}
