"use client";

import { createContext, use } from "react";

/** Opens the list of keys from anywhere in the console. */
export const ShowKeysContext = createContext<() => void>(() => {});

export const useShowKeys = () => use(ShowKeysContext);
