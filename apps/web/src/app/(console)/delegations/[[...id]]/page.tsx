import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DelegationsPage } from "#features/delegations/delegations-page.tsx";

export const metadata: Metadata = { title: "Delegations" };

export default async function Page({ params }: { params: Promise<{ id?: string[] }> }) {
  const { id = [] } = await params;
  const [open] = id;
  if (id.length > 1 || (open && !/^del_[0-9a-z]+$/.test(open))) notFound();
  return <DelegationsPage open={open ?? null} />;
}
