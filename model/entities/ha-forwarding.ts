/** The home agent as a router: from the CN into the tunnels, out of the tunnels to the CN. */
import type { Outcome } from "../../checker/system.js";
import type { Options } from "../options.js";
import { decapsulate, encapsulate, hop, isPrefix } from "../packets.js";
import type { Handover, HomeAgent } from "../state.js";
import type { LossCause, Packet, Pma, Prefix } from "../vocabulary.js";

type Outcomes = ReadonlyArray<Outcome<Handover, Pick<Handover["components"], "HA">>>;

/** What the HA does with a packet for a prefix: the route made last decides. */
export const anchorRoute = (
  ha: HomeAgent,
  hnp: Prefix,
  options: Pick<Options, "deregWait">,
): { readonly to: Pma } | { readonly lost: LossCause } => {
  const entry = ha.bindings.findLast((each) => each.hnp === hnp);
  if (entry === undefined) return { lost: "no route" };
  if (entry.state === "de-registered" && options.deregWait === "drop") return { lost: "waiting for de-registration" };
  return ha.tunnels.includes(entry.coa) ? { to: entry.coa } : { lost: "no tunnel end" };
};

/**
 * RFC 6275 §10.4.5: a tunnelled packet is accepted from the registered Proxy-CoA; with RFC 6058, also from the previous one.
 * In the wait after a de-registration the mobile node's traffic is dropped in this direction too.
 */
export const uplinkRefusal = (
  ha: HomeAgent,
  from: Pma,
  source: Prefix,
  options: Pick<Options, "uplink" | "deregWait">,
): LossCause | undefined => {
  const entry = ha.bindings.find(
    ({ hnp, coa, previous }) =>
      hnp === source && (coa === from || (options.uplink === "either-accepted" && previous === from)),
  );
  if (entry === undefined) return "unregistered Proxy-CoA";
  return entry.state === "de-registered" && options.deregWait === "drop" ? "waiting for de-registration" : undefined;
};

const drop = (packet: Packet, cause: LossCause) => ({ label: hop("HA", "drops a packet", packet, cause) });

/** Downlink, RFC 5213 §5.6.2: a packet for a prefix goes into the tunnel of its session. */
const intercept = (ha: HomeAgent, packet: Packet, hnp: Prefix, options: Options): Outcomes => {
  const route = anchorRoute(ha, hnp, options);
  if ("lost" in route) return [drop(packet, route.lost)];
  const tunnelled = encapsulate(packet, "HA", route.to);
  return [
    {
      label: hop("HA", `tunnels a packet to ${route.to}`, tunnelled),
      send: [{ to: `data HA>${route.to}` as const, message: tunnelled }],
    },
  ];
};

/** A packet that is in no tunnel of the HA's: by its destination. */
export const route = (ha: HomeAgent, packet: Packet, options: Options): Outcomes => {
  const destination = packet.headers[0]?.destination;
  if (destination === "CN")
    return [{ label: hop("HA", "forwards a packet", packet), send: [{ to: "data HA>CN" as const, message: packet }] }];
  if (destination === "pPMA" || destination === "nPMA")
    return [
      {
        label: hop("HA", "forwards a packet", packet),
        send: [{ to: `data HA>${destination}` as const, message: packet }],
      },
    ];
  return destination !== undefined && isPrefix(destination)
    ? intercept(ha, packet, destination, options)
    : [drop(packet, "no route")];
};

/** Uplink: out of the tunnel from a PMA, if that PMA may send for this source. */
export const fromPma = (ha: HomeAgent, packet: Packet, options: Options): Outcomes => {
  const { outer, inner } = decapsulate(packet);
  if (outer === undefined) return route(ha, packet, options);
  const from = outer.source;
  const source = inner.headers[0]?.source;
  if ((from !== "pPMA" && from !== "nPMA") || !ha.tunnels.includes(from)) return [drop(packet, "no tunnel end")];
  if (source === undefined || !isPrefix(source)) return [drop(packet, "unregistered Proxy-CoA")];
  const refusal = uplinkRefusal(ha, from, source, options);
  return refusal === undefined ? route(ha, inner, options) : [drop(packet, refusal)];
};
