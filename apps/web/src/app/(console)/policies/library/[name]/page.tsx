import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ItemPage } from "#features/library/item-page.tsx";

export const metadata: Metadata = { title: "Policy library" };

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  const { name } = await params;
  if (!/^[a-z0-9-]+$/.test(name)) notFound();
  return <ItemPage key={name} name={name} />;
}
