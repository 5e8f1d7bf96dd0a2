/** Lost packets: where each was seen for the last time, and in runs. */
import type { Interpretation } from "./interpret.js";
import type { LostSeen } from "./follow.js";
import type { Sighting } from "./observation.js";
import type { Placed } from "./merge.js";
import type { Stamp } from "./frame.js";
import type { Course, Window } from "./streams.js";

export const NOT_TUNNELLED = "not tunnelled";
export const CN_ONLY = "cn only (never left the LMA)";

/** Whether anything behind the LMA was captured: else nothing can be said of it. */
const isCoreCaptured = ({ legs }: Course): boolean => legs.some(({ stop }) => stop.rank >= 1 && stop.rank < 4);

const pointName = ({ survey }: Interpretation, { of }: Placed<Stamp>): string =>
  survey.points[of.point]?.name ?? String(of.capture);

const isLeftAtCn = (course: Course, { furthest, tunnelledTo }: LostSeen): boolean =>
  course.direction === "down" && furthest.stop.rank < 1 && tunnelledTo === undefined && isCoreCaptured(course);

export const lastSeenOf = (interpretation: Interpretation, course: Course, lost: LostSeen): string =>
  isLeftAtCn(course, lost) ? CN_ONLY : pointName(interpretation, lost.furthest.placed);

/** Up to the MAG that the LMA's tunnel goes to. */
const lastAnchored = (interpretation: Interpretation, course: Course, lost: LostSeen): string =>
  isLeftAtCn(course, lost) ? CN_ONLY : pointName(interpretation, (lost.anchored ?? lost.furthest).placed);

export const sightingOf = ({ of, time, vantage }: Placed<Stamp>, start: number): Sighting => ({
  capture: of.capture,
  frame: of.frame,
  time: time - start,
  vantage,
});

type Open = { from: LostSeen; to: LostSeen; readonly tunnelled: string | undefined; readonly lastSeen: string };

/** Consecutive numbers with the same way and end are one window. */
export const windowsOf = (
  interpretation: Interpretation,
  course: Course,
  lost: ReadonlyMap<number, LostSeen>,
): ReadonlyArray<Window> => {
  const windows: Open[] = [];
  for (const one of [...lost.values()].toSorted((a, b) => a.number - b.number)) {
    const tunnelled = one.tunnelledTo ?? (isCoreCaptured(course) ? NOT_TUNNELLED : undefined);
    const lastSeen = lastAnchored(interpretation, course, one);
    const open = windows.at(-1);
    if (open?.to.number === one.number - 1 && open.tunnelled === tunnelled && open.lastSeen === lastSeen) open.to = one;
    else windows.push({ from: one, to: one, tunnelled, lastSeen });
  }
  const { start } = interpretation;
  return windows.flatMap(({ from, to, tunnelled, lastSeen }) =>
    from.sent === undefined || to.sent === undefined
      ? []
      : [
          {
            seq: [from.number, to.number] as const,
            cn_frames: [from.sent.of.frame, to.sent.of.frame] as const,
            t: [from.sent.time - start, to.sent.time - start] as const,
            ...(tunnelled === undefined ? {} : { tunnelled_to: tunnelled }),
            last_seen: lastSeen,
          },
        ],
  );
};
