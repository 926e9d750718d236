import { OneTimeSecret } from "#components/ui/one-time-secret.tsx";

/** A new key, displayed once. */
export function ShownKey({ apiKey }: { apiKey: string }) {
  return <OneTimeSecret value={apiKey} label="key" note="Copy it now. Only its SHA-256 hash is stored, so it cannot be displayed again." />;
}
