/** The logo: two posts and an action between them. Never filled, rotated or animated outside sign-in. */
export function LogoMark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true" className="shrink-0">
      <path d="M9.6 3.9 1.75 12l7.85 8.1M14.4 3.9 22.25 12l-7.85 8.1" className="stroke-ink" strokeWidth="2.25" strokeMiterlimit="10" />
      <path d="M12 7.6 16.4 12 12 16.4 7.6 12Z" className="fill-accent" />
    </svg>
  );
}

export function Wordmark() {
  return (
    <span className="flex items-center gap-2.5 text-[16px] leading-6 font-semibold tracking-[-0.02em]">
      <LogoMark size={26} />
      AgentLattice
    </span>
  );
}
