import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PolicyPage } from "#features/policies/policy-page.tsx";

// The same for every policy: a link that is unfolded elsewhere shows nothing of it.
export const metadata: Metadata = { title: "Policy" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  if (!/^pol_[0-9a-z]+$/.test(id)) notFound();
  return <PolicyPage key={id} id={id} />;
}
