import type { PushSupport } from "#lib/push/browser-push.ts";

const WORDS: Readonly<Record<PushSupport, string>> = {
  insecure: "Push messages need a secure connection. Open the console with an https address.",
  unsupported:
    "This browser does not support push messages here. On an iPhone or iPad, add the console to the Home Screen and open it from there.",
  blocked:
    "This browser blocks notifications of the console. Allow them in the site settings, next to the address of this page, and reload the page.",
  ready: "Off in this browser. A message shows the action and the agent, and a click opens the request.",
};

/** Returns the state of push messages in this browser in words. */
export function pushWords(support: PushSupport | undefined, isOn: boolean): string {
  if (support === undefined) return "Loading.";
  return support === "ready" && isOn ? "On in this browser, until you turn them off or sign out." : WORDS[support];
}
