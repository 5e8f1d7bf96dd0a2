/** Everything that is observed of a run. */
import { type Pma, pmas } from "../../model/vocabulary.js";
import type { Followed } from "./follow.js";
import { type Handover, watcher } from "./handovers.js";
import type { Interpretation } from "./interpret.js";
import { LIMITS } from "./limits.js";
import { windowsOf } from "./losses.js";
import { judgeMessages } from "./message-rules.js";
import { notesOfNode } from "./node-notes.js";
import { movesOf } from "./moves.js";
import type { NodeView } from "./node-signals.js";
import type { MessageDeviation, Observation } from "./observation.js";
import type { Roles } from "./roles.js";
import { type SignallingEntry, listSignalling } from "./signalling.js";
import { type Course, type Stream, coursesOf, isLinkCaptured, streamOf } from "./streams.js";
import { timeline } from "./timeline.js";

export type ObservedNode = {
  /** The mobile node's name in the roles. */
  readonly name: string;
  /** By what its PBUs are ordered. */
  readonly orderedBy: "timestamp" | "sequence";
  /** In an order that could have been. */
  readonly observations: ReadonlyArray<Observation>;
  readonly handovers: ReadonlyArray<Handover>;
  readonly streams: ReadonlyArray<Stream>;
  /** What its messages alone show to be broken, in their order. */
  readonly deviations: ReadonlyArray<MessageDeviation>;
  readonly watched: Watched;
};

/** What the captures would show of a mobile node if it happened. */
export type Watched = {
  /** PBUs of these PMAs, and the PBAs to them. */
  readonly pmas: ReadonlyArray<Pma>;
  /** The mobile node's link. */
  readonly link: boolean;
};

export type Observed = {
  readonly roles: Roles;
  readonly signalling: ReadonlyArray<SignallingEntry>;
  readonly nodes: ReadonlyArray<ObservedNode>;
  /** What whoever reads the rest should know of it. */
  readonly notes: ReadonlyArray<string>;
};

/** A capture at the LMA shows the signalling of all MAGs, any other that of the MAG in it. */
const watchedOf = (interpretation: Interpretation, courses: ReadonlyArray<Course>, view: NodeView): Watched => {
  const anchors = interpretation.cast.drafts.filter(({ kind }) => kind === "lma");
  const isAtAnchor = interpretation.places.some((place) =>
    anchors.some(({ macs }) =>
      place.tag === "Interface"
        ? macs.has(place.mac)
        : place.tag === "Host" && [...place.macs].some((mac) => macs.has(mac)),
    ),
  );
  const seen = new Set(
    view.signals.flatMap(({ observation: { signal } }) =>
      signal.type === "PBU" ? [signal.from] : signal.type === "PBA" ? [signal.to] : [],
    ),
  );
  return {
    pmas: pmas.filter((pma) => isAtAnchor || seen.has(pma)),
    link: isLinkCaptured(interpretation, view, courses),
  };
};

const streamsOf = (
  interpretation: Interpretation,
  followed: Followed | undefined,
  view: NodeView,
): ReadonlyArray<Stream> =>
  (followed?.accounts ?? [])
    .filter(({ down }) => down.view === view)
    .map((account) =>
      streamOf(
        account,
        windowsOf(interpretation, account.down, followed?.lost.get(account.down) ?? new Map()),
        interpretation.places,
      ),
    );

/** Without the second reading there are signals alone. */
export const observe = (interpretation: Interpretation, followed?: Followed): Observed => {
  const observations = timeline(interpretation, followed);
  const courses = followed?.courses ?? coursesOf(interpretation);
  return {
    roles: interpretation.roles,
    signalling: listSignalling(interpretation),
    nodes: interpretation.nodes.map((view) => {
      const watched = watchedOf(interpretation, courses, view);
      const seesAll = watched.link && watched.pmas.length === pmas.length;
      return {
        name: view.name,
        orderedBy: view.orders.by,
        observations: observations.get(view) ?? [],
        handovers: followed?.handoversOf(view) ?? watcher(movesOf(view)).handoversOf(view),
        streams: streamsOf(interpretation, followed, view),
        deviations: judgeMessages(view, seesAll ? "all signals" : "some signals"),
        watched,
      };
    }),
    notes: [
      ...interpretation.notes,
      ...interpretation.nodes.flatMap(notesOfNode),
      ...(followed?.isCut === true
        ? [`more than ${LIMITS.packets} user packets say something: the rest was not observed`]
        : []),
    ],
  };
};
