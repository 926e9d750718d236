import { useEffect } from "react";
import { usePendingCount } from "#features/approvals/use-approvals.ts";

const PREFIX = /^\(\d+\) /;

/** Shows the number of pending approvals in the title of the page and on the badge of the installed app. */
export function useWaitingCount(): void {
  const count = usePendingCount();
  const prefix = count ? `(${count}) ` : "";

  useEffect(() => {
    const apply = () => {
      const title = prefix + document.title.replace(PREFIX, "");
      if (title !== document.title) document.title = title;
    };
    apply();
    // A new page has a new title.
    const observer = new MutationObserver(apply);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [prefix]);

  useEffect(() => {
    if (count === undefined || !("setAppBadge" in navigator)) return;
    navigator.setAppBadge(count).catch((error) => console.error("The badge of the app was not set.", error));
  }, [count]);
}
