import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RunPage } from "#features/runs/run-page.tsx";
import { RunsPage } from "#features/runs/runs-page.tsx";

export const metadata: Metadata = { title: "Runs" };

export default async function Page({ params }: { params: Promise<{ id?: string[] }> }) {
  const { id = [] } = await params;
  const [open] = id;
  if (id.length > 1 || (open && !/^run_[0-9a-z]+$/.test(open))) notFound();
  return open ? <RunPage key={open} id={open} /> : <RunsPage />;
}
