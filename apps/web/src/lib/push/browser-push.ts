/** `ready`, or the reason why this browser cannot receive push messages. */
export type PushSupport = "insecure" | "unsupported" | "blocked" | "ready";

export function pushSupport(): PushSupport {
  if (!window.isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return "unsupported";
  return Notification.permission === "denied" ? "blocked" : "ready";
}

/** Returns the fingerprint of this browser's subscription, as the API lists it; null without one. */
export async function ownFingerprint(): Promise<string | null> {
  const subscription = await findSubscription();
  if (!subscription || Notification.permission !== "granted") return null;
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(subscription.endpoint));
  return toBase64url(hash);
}

/**
 * Asks the person for permission and subscribes this browser. Returns null when the person refuses.
 * @param publicKey the server's key as base64url
 * @throws DOMException when the browser does not reach its push service
 */
export async function subscribeBrowser(publicKey: string): Promise<PushSubscription | null> {
  if ((await Notification.requestPermission()) !== "granted") return null;
  const registration = await navigator.serviceWorker.register("/service-worker.js", { scope: "/", updateViaCache: "none" });
  await navigator.serviceWorker.ready;
  const old = await registration.pushManager.getSubscription();
  const oldKey = old?.options.applicationServerKey;
  if (old && oldKey && toBase64url(oldKey) !== publicKey) await old.unsubscribe();
  return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
}

/** Ends the subscription of this browser. Its push service reports that to the server at the next message. */
export async function unsubscribeBrowser(): Promise<void> {
  await (await findSubscription())?.unsubscribe();
}

async function findSubscription(): Promise<PushSubscription | null> {
  if (pushSupport() === "insecure" || pushSupport() === "unsupported") return null;
  const registration = await navigator.serviceWorker.getRegistration("/");
  return (await registration?.pushManager.getSubscription()) ?? null;
}

function toBase64url(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}
