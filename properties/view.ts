/** What the properties share: which scenarios they speak of, and the predicates that their formulas are made of. */
import type { Property } from "../checker/system.js";
import { homePrefix } from "../model/entities/lma-processing.js";
import { mobileNodesOf } from "../model/handover.js";
import type { Options } from "../model/options.js";
import { type Forwarding, type Path, pathFootprint, pathOf } from "../model/path.js";
import { type Components, type MobileNodeState, type Session, sessionOf } from "../model/state.js";
import { type MobileNode, pmaOf } from "../model/vocabulary.js";

/** A property as people look it up: its id, one sentence, its sources, and how a scenario's options make it. */
export type CatalogueEntry = {
  readonly id: string;
  readonly says: string;
  readonly sources: ReadonlyArray<string>;
  /** Undefined where the scenario has nothing that it could speak of. */
  readonly make: (scenario: { readonly options: Options }) => Property | undefined;
};

export const entry = (
  id: string,
  says: string,
  sources: ReadonlyArray<string>,
  make: (options: Options, name: string) => Property | undefined,
): CatalogueEntry => ({ id, says, sources, make: ({ options }) => make(options, id) });

/** The mobile nodes, their sessions, the HA: where the path of each leads and whether it should arrive. */
export const handoverFootprint = [...pathFootprint, "MN", "MN2"] as const satisfies ReadonlyArray<keyof Components>;
export type HandoverView = Forwarding & { readonly [N in MobileNode]: MobileNodeState };

export const switching = ({ at }: MobileNodeState): boolean => at === "none";

/** The PMA on whose link the mobile node is: its session for it. */
export const servingSession = (view: HandoverView, mn: MobileNode): Session | undefined => {
  const { at } = view[mn];
  return at === "none" ? undefined : view[sessionOf(pmaOf(at), mn)];
};

/** registered(m): the PMA of its link knows that it is there and has a binding for it. */
export const registered = (view: HandoverView, mn: MobileNode): boolean => {
  const session = servingSession(view, mn);
  return session?.link === "up" && session.binding === "registered";
};

/** The path of packets for the mobile node's first HoA, the one that the CN knows. */
export const pathTo = (view: HandoverView, mn: MobileNode, options: Options): Path =>
  pathOf(view, mn, homePrefix[mn], options);

export const arrives = (view: HandoverView, mn: MobileNode, options: Options): boolean =>
  pathTo(view, mn, options).end === "mobile node";

export const everyMobileNode = (options: Options, holds: (mn: MobileNode) => boolean): boolean =>
  mobileNodesOf(options).every(holds);
