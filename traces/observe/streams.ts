/**
 * The numbered streams between CN and mobile node: what was sent, what reached the access link, what the mobile node sent
 * back. Its answer proves that a packet was delivered, wherever the answer was seen; being on the access link does not.
 */
import type { Direction, Stop } from "./legs.js";
import { isOnLink, stopOf } from "./legs.js";
import type { Interpretation } from "./interpret.js";
import type { NodeView } from "./node-signals.js";
import { byHome } from "./drafts.js";
import type { Place } from "./places.js";
import { type Range, type Ranges, common, count, minus, pairs, union, unionOf } from "./ranges.js";
import { type Flow, type Track, looksCounted, reverseKey } from "./tracks.js";

/** A track whose place on the path is known. */
export type Leg = { readonly track: Track; readonly stop: Stop };

/** A flow of a mobile node. */
export type Course = {
  readonly flow: Flow;
  readonly view: NodeView;
  readonly direction: Direction;
  readonly legs: ReadonlyArray<Leg>;
  /** Whether its packets count. */
  readonly isNumbered: boolean;
};

/** Lost packets one after the other that went the same way. The names are those of the recordings' own notes. */
export type Window = {
  readonly seq: Range;
  readonly cn_frames: Range;
  /** When they were sent, since the first frame of the run. */
  readonly t: readonly [from: number, to: number];
  /** A MAG, or `not tunnelled`; undefined if nothing behind the LMA was captured. */
  readonly tunnelled_to?: string;
  /** The last point up to that MAG; how far a packet came beyond it is in its `LossObservation`. */
  readonly last_seen: string;
};

/** What can be known of a stream from the captures that there are; the rest is left out. */
export type Stream = {
  readonly port: number;
  readonly sent?: number;
  readonly on_access?: number;
  readonly delivered?: number;
  readonly lost?: ReadonlyArray<Range>;
  readonly windows?: ReadonlyArray<Window>;
  readonly reached_access_not_delivered?: ReadonlyArray<Range>;
  /** Gaps of the capture: no losses. */
  readonly missing_from_access_capture_but_delivered?: ReadonlyArray<Range>;
  readonly duplicated?: ReadonlyArray<Range>;
  readonly out_of_order?: number;
  readonly uplink_sent?: number;
  readonly uplink_lost?: ReadonlyArray<Range>;
  /** Wherever its packets were seen: by capture and leg. */
  readonly points: ReadonlyArray<{
    readonly capture: number;
    readonly direction: Direction;
    readonly leg: string;
    readonly numbers: ReadonlyArray<Range>;
  }>;
};

/** The sets behind a stream's figures. */
export type Account = {
  readonly down: Course;
  readonly up: Course | undefined;
  readonly sent: Ranges | undefined;
  readonly access: Ranges | undefined;
  readonly delivered: Ranges | undefined;
  readonly lost: Ranges;
  readonly upAccess: Ranges | undefined;
  readonly upLost: Ranges;
};

const FEW = 3;

export const coursesOf = ({ survey, cast: { drafts }, nodes, places }: Interpretation): ReadonlyArray<Course> =>
  [...survey.data.flows.values()].flatMap((flow) => {
    const to = byHome(drafts, flow.destination);
    const node = to ?? byHome(drafts, flow.source);
    const view = nodes.find((one) => one.node === node);
    if (node === undefined || view === undefined) return [];
    const direction: Direction = to === undefined ? "up" : "down";
    const { names } = view;
    const legs = [...flow.tracks.values()].flatMap((track): ReadonlyArray<Leg> => {
      const place = places[track.way.point];
      const stop = place && stopOf({ drafts, node, names, direction, place }, track.way);
      return stop === undefined ? [] : [{ track, stop }];
    });
    const isNumbered = flow.isNumbered && looksCounted(flow);
    return [{ flow, view, direction, legs, isNumbered }];
  });

const numbersOn = (course: Course | undefined, isWanted: (stop: Stop) => boolean): Ranges =>
  unionOf((course?.legs ?? []).filter(({ stop }) => isWanted(stop)).map(({ track }) => track.numbers));

const isAtMag = ({ leg, vantage }: Stop): boolean => vantage === "sender" && leg !== "link>MN";

/**
 * What a MAG puts on the link need not reach the mobile node: where there is a capture nearer to it, that one counts.
 */
const accessOf = (course: Course): Ranges => {
  const near = numbersOn(course, (stop) => isOnLink(stop) && !isAtMag(stop));
  return near.length > 0 ? near : numbersOn(course, isOnLink);
};

/** Whether the link of a mobile node was captured anywhere, packets of the stream or not. */
export const isLinkCaptured = ({ places }: Interpretation, view: NodeView, courses: ReadonlyArray<Course>): boolean =>
  view.signals.some(({ observation: { signal } }) => signal.type === "RS" || signal.type === "RA") ||
  places.some((place) => place.tag === "Interface" && view.node.macs.has(place.mac)) ||
  courses.some((course) => course.view === view && course.legs.some(({ stop }) => isOnLink(stop)));

/** The streams: flows of UDP to a mobile node whose first four octets count. */
export const accountsOf = (interpretation: Interpretation, courses: ReadonlyArray<Course>): ReadonlyArray<Account> => {
  const byKey = new Map(courses.map((course) => [course.flow.key, course]));
  return courses.flatMap((down): ReadonlyArray<Account> => {
    const { flow, direction, isNumbered, view } = down;
    const seen = unionOf([...flow.tracks.values()].map(({ numbers }) => numbers));
    if (direction !== "down" || flow.kind !== "udp" || !isNumbered || count(seen) < FEW) return [];
    const up = byKey.get(reverseKey(flow));
    const atCn = numbersOn(down, ({ leg }) => leg === "CN>HA");
    const sent = atCn.length === 0 ? undefined : atCn;
    const access = isLinkCaptured(interpretation, view, courses) ? accessOf(down) : undefined;
    const echoed =
      up?.isNumbered === true ? unionOf([...up.flow.tracks.values()].map(({ numbers }) => numbers)) : undefined;
    // Without its link an answer that was lost at once cannot be told from none.
    const delivered = access === undefined ? undefined : echoed;
    const lost = sent === undefined || access === undefined ? [] : minus(minus(sent, access), echoed ?? []);
    const upAccess = access === undefined || up === undefined ? undefined : numbersOn(up, isOnLink);
    const upLost =
      sent === undefined || upAccess === undefined
        ? []
        : minus(
            upAccess,
            numbersOn(up, ({ leg }) => leg === "HA>CN"),
          );
    return [{ down, up, sent, access, delivered, lost, upAccess, upLost }];
  });
};

const twice = ({ legs }: Course, places: ReadonlyArray<Place>): Ranges => {
  const onLink = legs
    .filter(({ stop, track }) => isOnLink(stop) && places[track.way.point]?.tag !== "Several")
    .map(({ track }) => track);
  let again = unionOf(onLink.map((track) => track.again));
  for (const [i, one] of onLink.entries())
    for (const other of onLink.slice(i + 1))
      if (one.way.point === other.way.point) again = union(again, common(one.numbers, other.numbers));
  return again;
};

const lateOnLink = ({ flow, legs }: Course): number =>
  Math.max(
    0,
    ...legs
      .filter(({ stop, track }) => isOnLink(stop) && track.way.isOutgoing === undefined)
      .map(({ track }) => flow.late.get(track.way.point)?.count ?? 0),
  );

/** Figures in the words of the recordings' notes. */
export const streamOf = (account: Account, windows: ReadonlyArray<Window>, places: ReadonlyArray<Place>): Stream => {
  const { down, up, sent, access, delivered, lost, upAccess, upLost } = account;
  const isCounted = sent !== undefined && access !== undefined;
  return {
    port: down.flow.ports[1],
    ...(sent === undefined ? {} : { sent: count(sent) }),
    ...(access === undefined
      ? {}
      : { on_access: count(access), duplicated: pairs(twice(down, places)), out_of_order: lateOnLink(down) }),
    ...(delivered === undefined ? {} : { delivered: count(delivered) }),
    ...(isCounted ? { lost: pairs(lost), windows } : {}),
    ...(access === undefined || delivered === undefined
      ? {}
      : {
          reached_access_not_delivered: pairs(minus(access, delivered)),
          missing_from_access_capture_but_delivered: pairs(minus(delivered, access)),
        }),
    ...(upAccess === undefined ? {} : { uplink_sent: count(upAccess) }),
    ...(sent === undefined || upAccess === undefined ? {} : { uplink_lost: pairs(upLost) }),
    points: [down, ...(up === undefined ? [] : [up])].flatMap(({ direction, legs }) =>
      legs.map(({ track, stop }) => ({
        capture: track.first.capture,
        direction,
        leg: stop.leg,
        numbers: pairs(track.numbers),
      })),
    ),
  };
};
