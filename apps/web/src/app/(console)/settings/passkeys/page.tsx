import type { Metadata } from "next";
import { PasskeysPage } from "#features/passkeys/passkeys-page.tsx";

export const metadata: Metadata = { title: "Passkeys" };

export default function Page() {
  return <PasskeysPage />;
}
