import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PolicyPage } from "#features/policies/policy-page.tsx";

// The title is the same for every policy, so that a link preview elsewhere reveals nothing about it.
export const metadata: Metadata = { title: "Policy" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!/^pol_[0-9a-z]+$/.test(id)) notFound();
  return <PolicyPage key={id} id={id} />;
}
