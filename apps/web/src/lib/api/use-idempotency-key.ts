import { useRef } from "react";

/**
 * Returns the Idempotency-Key header for a request. Equal bodies get the same key, so that repeating a request whose response was
 * lost has no effect.
 */
export function useIdempotencyKey(): (body: unknown) => { readonly "Idempotency-Key": string } {
  const last = useRef({ body: "", key: "" });
  return (body) => {
    const text = JSON.stringify(body);
    if (last.current.body !== text) last.current = { body: text, key: newKey() };
    return { "Idempotency-Key": last.current.key };
  };
}

function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
