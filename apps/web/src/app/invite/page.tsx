import type { Metadata } from "next";
import { InvitePage } from "#features/invite/invite-page.tsx";
import { readView } from "#lib/session/read-view.ts";

export const metadata: Metadata = { title: "Invitation" };

export default async function Page() {
  const view = await readView();
  return <InvitePage visitor={view && { name: view.user.name, email: view.user.email }} />;
}
