import type { Metadata } from "next";
import { LibraryPage } from "#features/library/library-page.tsx";

export const metadata: Metadata = { title: "Policy library" };

export default function Page() {
  return <LibraryPage />;
}
