import { useSyncExternalStore } from "react";

const subscribe = () => () => undefined;

/** Returns true once React handles the events of the page. Before, the browser would send a form itself and load the page again. */
export const useHydrated = () =>
  useSyncExternalStore(
    subscribe,
    () => true,
    () => false,
  );
