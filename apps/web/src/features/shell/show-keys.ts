"use client";

import { createContext, use } from "react";

/** Opens the list of keyboard shortcuts from any page. */
export const ShowKeysContext = createContext<() => void>(() => {});

export const useShowKeys = () => use(ShowKeysContext);
