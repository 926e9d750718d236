import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AgentsPage } from "#features/agents/agents-page.tsx";

export const metadata: Metadata = { title: "Agents" };

export default async function Page({ params }: { params: Promise<{ id?: string[] }> }) {
  const { id = [] } = await params;
  const [open] = id;
  if (id.length > 1 || (open && !/^agt_[0-9a-z]+$/.test(open))) notFound();
  return <AgentsPage open={open ?? null} />;
}
