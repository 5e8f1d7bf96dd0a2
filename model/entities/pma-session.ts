/** What the parts of a PMA share: decisions about one mobile node's session that need nothing but the session. */
import type { Options } from "../options.js";
import type { Session } from "../state.js";
import type { LossCause, MobileNode, Pma, Prefix } from "../vocabulary.js";

/** Who acts for whom: one PMA, one mobile node, one scenario. */
export type Agent = { readonly self: Pma; readonly mn: MobileNode; readonly options: Options };

/** The prefix that this PMA speaks of: the registered one, else the profile's. */
export const prefixOf = ({ hnp, profile }: Session): Prefix | "none" => (hnp === "none" ? profile : hnp);

/** The link route stands. What the buffer holds goes first: see `drain`. */
export const delivers = (session: Session): Session => ({ ...session, target: "link" });

/** B4, D15: after a de-registration the binding, its route and its end of the tunnel to the HA go. */
export const cleared = (session: Session): Session => ({
  ...session,
  binding: "none",
  awaits: 0,
  since: 0,
  hi: 0,
  tries: 0,
  hnp: "none",
  haTunnel: false,
  target: session.target === "link" ? "none" : session.target,
});

/** Whether an end of the handover tunnel still takes packets out of it. */
export const decapsulates = ({ tunnel }: Session): boolean => tunnel === "up" || tunnel === "deleting";

/** Whether the link route beats the handover tunnel as soon as the mobile node is there (R-12, case b). */
export const linkBeatsTunnel = ({ deletion, tunnelEnd }: Options): boolean =>
  deletion === "link-first" || tunnelEnd === "kept";

/** One end of the handover tunnel is gone. Packets that it carried are buffered, delivered, or have no route. */
export const withoutTunnel = (session: Session, options: Options): Session => {
  const without: Session = { ...session, tunnel: "none", role: "none", tunnelTries: 0 };
  if (session.target !== "tunnel") return without;
  if (session.link === "up" && session.binding === "registered") return delivers(without);
  // RFC 6252 §6.3 step 4: nAR buffers once the tunnel is gone. The draft names no buffer inside a domain.
  return { ...without, target: options.buffering === "none" || session.role !== "next" ? "none" : "buffer" };
};

/** What becomes of a downlink packet for the session's prefix. */
export type Downlink =
  | { readonly to: "link" | "tunnel" | "buffer" }
  | { readonly lost: Extract<LossCause, "no route" | "no handover tunnel" | "buffer full"> };

/** RFC 5213 §6.10.5 and S1 §2.1.6. Behind a buffer that is being emptied, newer packets wait their turn. */
export const downlink = (session: Session, options: Pick<Options, "bufferSize">): Downlink => {
  const { target, buffer } = session;
  if (target === "buffer" || buffer.length > 0)
    return buffer.length < options.bufferSize ? { to: "buffer" } : { lost: "buffer full" };
  if (target === "tunnel" && !decapsulates(session)) return { lost: "no handover tunnel" };
  return target === "none" ? { lost: "no route" } : { to: target };
};

/** What becomes of an uplink packet from the session's link. */
export type Uplink = { readonly to: "HA" | "tunnel" } | { readonly lost: "no binding" };

/** RFC 5213 §6.10.5: only with an established binding. Which tunnel, the draft does not say. */
export const uplink = (session: Session, options: Pick<Options, "uplink">): Uplink => {
  if (session.binding !== "registered") return { lost: "no binding" };
  const viaNext = options.uplink === "handover-tunnel" && session.role === "previous" && session.tunnel === "up";
  return { to: viaNext ? "tunnel" : "HA" };
};
