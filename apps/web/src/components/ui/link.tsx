"use client";

import NextLink from "next/link";
import { useRouter } from "next/navigation";
import type { ComponentProps } from "react";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { inEnvironment } from "#lib/environment/in-environment.ts";

type LinkProps = Omit<ComponentProps<typeof NextLink>, "href" | "prefetch"> & { href: string };

/**
 * A link to another page of the console. It prefetches the page on hover or focus, rather than for every link on the screen,
 * and keeps the selected environment in the URL.
 */
export function Link({ href: to, onPointerEnter, onFocus, ...rest }: LinkProps) {
  const { prefetch } = useRouter();
  const href = inEnvironment(to, useEnvironment());
  return (
    <NextLink
      {...rest}
      href={href}
      prefetch={false}
      onPointerEnter={(event) => {
        prefetch(href);
        onPointerEnter?.(event);
      }}
      onFocus={(event) => {
        prefetch(href);
        onFocus?.(event);
      }}
    />
  );
}
