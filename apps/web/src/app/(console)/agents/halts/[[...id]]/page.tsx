import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { HaltsPage } from "#features/halts/halts-page.tsx";

export const metadata: Metadata = { title: "Halts" };

export default async function Page({ params }: { params: Promise<{ id?: string[] }> }) {
  const { id = [] } = await params;
  const [open] = id;
  if (id.length > 1 || (open && !/^hlt_[0-9a-z]+$/.test(open))) notFound();
  return <HaltsPage open={open ?? null} />;
}
