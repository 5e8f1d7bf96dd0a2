/** Rules that say where a user packet can be seen: what the forwarding state of the model makes of it, nothing moved. */
import type { Rule } from "../../checker/system.js";
import { anchorRoute } from "../entities/ha-forwarding.js";
import { downlink, uplink } from "../entities/pma-session.js";
import type { Options } from "../options.js";
import type { HomeAgent, MobileNodeState, Session } from "../state.js";
import type { Pma, Probe } from "../vocabulary.js";
import { type SeenLoss, type SeenPacket, words } from "./seen.js";
import { shownLoss, shownPacket } from "./shows.js";

const { rule } = words;

type Forwarding = {
  readonly HA: HomeAgent;
  readonly pPMA: Session;
  readonly nPMA: Session;
  readonly MN: MobileNodeState;
};

/** After a de-registration the HA SHOULD drop the packets (RFC 5213 §5.3.5): it may forward them. */
const reaches = (ha: HomeAgent, pma: Pma): boolean => {
  const route = anchorRoute(ha, "HNP1", { deregWait: "forward" });
  return "to" in route && route.to === pma;
};

const goesInto = (session: Session, options: Options): boolean => {
  const decision = downlink(session, options);
  return "to" in decision && decision.to === "tunnel";
};

/** Whether some packet of the mobile node's could be on that leg now. */
const canBe = ({ leg, direction }: SeenPacket, state: Forwarding, options: Options): boolean => {
  switch (leg) {
    case "HA=>pPMA":
      return reaches(state.HA, "pPMA");
    case "HA=>nPMA":
      return reaches(state.HA, "nPMA");
    case "nPMA=>pPMA":
      return direction === "down" && goesInto(state.nPMA, options);
    case "pPMA=>nPMA":
      return direction === "up" && state.pPMA.role === "previous" && state.pPMA.tunnel === "up";
    case "pPMA=>HA":
      return direction === "up" && "to" in uplink(state.pPMA, { uplink: "own-tunnel" });
    case "nPMA=>HA":
      return direction === "up" && "to" in uplink(state.nPMA, { uplink: "own-tunnel" });
    case "link":
      return state.MN.at !== "none" && state.MN.hoa !== "none";
  }
};

const entityOf = ({ leg }: SeenPacket) =>
  leg === "link" ? "MN" : leg.startsWith("HA") ? "HA" : leg.startsWith("pPMA") ? "pPMA" : "nPMA";

/** Of a PMA that is not heard nothing says where it forwards. */
const isUnknown = ({ leg }: SeenPacket, unheard: ReadonlyArray<Pma>): boolean =>
  unheard.some((pma) => leg.startsWith(`${pma}=>`));

/** RFC 5213 §5.6.2 and §6.10.5, S1 §2.1.6: a packet is seen where the forwarding state sends it. */
const forwarded = (options: Options, unheard: ReadonlyArray<Pma>): Rule =>
  rule(
    "packet.forwarded",
    ["seen", "HA", "pPMA", "nPMA", "MN"],
    ({ seen, ...state }) =>
      seen.type === "packet" && (isUnknown(seen, unheard) || canBe(seen, state, options))
        ? [
            {
              label: {
                entity: entityOf(seen),
                does:
                  seen.leg === "link"
                    ? "has a packet on its link"
                    : `tunnels a packet ${seen.leg.replace("=>", " => ")}`,
                mn: "MN",
                shown: shownPacket(seen),
              },
            },
          ]
        : [],
    { sources: ["RFC 5213 §5.6.2", "RFC 5213 §6.10.5", "S1 §2.1.6"] },
  );

const probeOf = ({ direction }: SeenLoss): Probe => ({ type: "probe", direction, mn: "MN", number: 1 });

/** A packet that will not arrive sets out, and is gone after its last sighting. Where it died may not be where it was seen. */
const lost: Rule = rule(
  "packet.lost",
  ["seen", "HA"],
  ({ seen, HA }) => {
    if (seen.type !== "sets out" && seen.type !== "is lost") return [];
    const label = { entity: seen.at, mn: "MN", shown: shownLoss(seen) } as const;
    const probe = probeOf(seen);
    if (seen.type === "sets out") return [{ label: { ...label, does: "sends a packet", injected: probe } }];
    const cause =
      seen.at === "HA"
        ? HA.bindings.some(({ state }) => state === "de-registered")
          ? "waiting for de-registration"
          : "no route"
        : "no tunnel end";
    return [{ label: { ...label, does: "had it last", lost: { probe, cause } } }];
  },
  { sources: ["RFC 6252 §6.3"] },
);

export const packetRules = (options: Options, unheard: ReadonlyArray<Pma>): ReadonlyArray<Rule> => [
  forwarded(options, unheard),
  lost,
];
