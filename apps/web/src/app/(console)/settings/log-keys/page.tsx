import type { Metadata } from "next";
import { LogKeysPage } from "#features/log-keys/log-keys-page.tsx";

export const metadata: Metadata = { title: "Log keys" };

export default function Page() {
  return <LogKeysPage />;
}
