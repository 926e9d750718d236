import { plural } from "#lib/format/text.ts";

const HEIGHT = 14;

/** Decisions per hour of the last day, as bars. The total next to them repeats the same as a number. */
export function HourBars({ hours }: { hours: readonly number[] }) {
  const most = Math.max(1, ...hours);
  const total = hours.reduce((sum, count) => sum + count, 0);
  return (
    <svg
      width={hours.length * 4}
      height={HEIGHT}
      role="img"
      aria-label={`${plural(total, "decision", "decisions")} in 24 hours, ${most === 1 && total === 0 ? "none in any hour" : `at most ${most} in one hour`}`}
      className="shrink-0 fill-line-strong"
    >
      {hours.map((count, hour) => {
        const height = Math.max(1.5, (count / most) * HEIGHT);
        // biome-ignore lint/suspicious/noArrayIndexKey: the bars are always the same 24 hours
        return <rect key={hour} x={hour * 4} y={HEIGHT - height} width={3} height={height} />;
      })}
    </svg>
  );
}
