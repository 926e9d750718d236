import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ApprovalsPage } from "#features/approvals/approvals-page.tsx";

// The same for every approval: a link that is unfolded elsewhere shows nothing of it.
export const metadata: Metadata = { title: "Approvals" };

export default async function Page({ params }: { params: Promise<{ id?: string[] }> }) {
  const { id = [] } = await params;
  if (id.length > 1 || (id[0] && !/^apr_[0-9a-z]+$/.test(id[0]))) notFound();
  return <ApprovalsPage />;
}
