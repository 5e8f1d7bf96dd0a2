/** The way a downlink packet would take now: the forwarding state alone, followed from the anchor (facts: path(m), arr(m)). */
import { anchorRoute } from "./entities/ha-forwarding.js";
import { decapsulates } from "./entities/pma-session.js";
import type { Options } from "./options.js";
import { type Components, type Session, sessionOf, stationOf } from "./state.js";
import { type LossCause, type MobileNode, type Pma, type Prefix, otherPma, poaOf } from "./vocabulary.js";

/** What the path depends on. Every property about paths reads exactly these. */
export const pathFootprint = [
  "HA",
  "pPMA",
  "nPMA",
  "pPMA/MN2",
  "nPMA/MN2",
  "pPoA",
  "nPoA",
  "pPoA/MN2",
  "nPoA/MN2",
] as const satisfies ReadonlyArray<keyof Components>;

export type Forwarding = Pick<Components, (typeof pathFootprint)[number]>;

export type Path = {
  /** In words, hop by hop: `HA`, `=> nPMA`, `=> pPMA`, `-> MN`. */
  readonly hops: ReadonlyArray<string>;
  readonly end: "mobile node" | "buffer" | "loop" | LossCause;
};

const endsAt = (hops: ReadonlyArray<string>, end: Path["end"]): Path => ({ hops, end });

const tunnelEnd = (state: Forwarding, pma: Pma): boolean => state[pma].haTunnel || state[`${pma}/MN2`].haTunnel;

const fromPma = (state: Forwarding, pma: Pma, mn: MobileNode, hops: ReadonlyArray<string>): Path => {
  const session: Session = state[sessionOf(pma, mn)];
  switch (session.target) {
    case "link":
      return state[stationOf(poaOf(pma), mn)].associated
        ? endsAt([...hops, `-> ${mn}`], "mobile node")
        : endsAt([...hops, `-> ${poaOf(pma)}`], "not associated");
    case "buffer":
      return endsAt([...hops, "buffer"], "buffer");
    case "none":
      return endsAt(hops, "no route");
    case "tunnel": {
      const other = otherPma(pma);
      const step = `=> ${other}`;
      if (!decapsulates(session)) return endsAt(hops, "no handover tunnel");
      if (!decapsulates(state[sessionOf(other, mn)])) return endsAt([...hops, step], "no handover tunnel");
      return hops.filter((hop) => hop === step).length > 1
        ? endsAt(hops, "loop")
        : fromPma(state, other, mn, [...hops, step]);
    }
  }
};

/** The path of a packet for `hnp`, the prefix of a mobile node's address. */
export const pathOf = (state: Forwarding, mn: MobileNode, hnp: Prefix, options: Pick<Options, "deregWait">): Path => {
  const route = anchorRoute(state.HA, hnp, options);
  if ("lost" in route) return endsAt(["HA"], route.lost);
  const hops = ["HA", `=> ${route.to}`];
  return tunnelEnd(state, route.to) ? fromPma(state, route.to, mn, hops) : endsAt(hops, "no tunnel end");
};
