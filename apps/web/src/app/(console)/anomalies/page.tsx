import type { Metadata } from "next";
import { AnomaliesPage } from "#features/anomalies/anomalies-page.tsx";

export const metadata: Metadata = { title: "Anomalies" };

export default function Page() {
  return <AnomaliesPage />;
}
