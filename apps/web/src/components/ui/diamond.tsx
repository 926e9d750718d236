import clsx from "clsx";

/** An entry on a rail. A hollow diamond is filled with the colour of the surface behind it. */
export function Diamond({ size = 8, hollow = false, className }: { size?: number; hollow?: boolean; className?: string }) {
  const half = size / 2 - (hollow ? 0.7 : 0);
  const middle = size / 2;
  return (
    <svg
      width={size}
      height={size}
      viewBox={`0 0 ${size} ${size}`}
      aria-hidden="true"
      className={clsx("shrink-0 overflow-visible", className)}
    >
      <path
        d={`M${middle - half} ${middle} ${middle} ${middle - half} ${middle + half} ${middle} ${middle} ${middle + half}Z`}
        {...(hollow ? { fill: "var(--ground, var(--surface))", stroke: "currentColor", strokeWidth: 1.3 } : { fill: "currentColor" })}
      />
    </svg>
  );
}
