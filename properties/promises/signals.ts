/** What the promises share: what a label says was sent, taken in or passed on, and whom it concerns. */
import type { BindingCacheEntry, Components, HomeAgent } from "../../model/state.js";
import {
  type Event,
  type MobileNode,
  type Packet,
  type Pba,
  type Pbu,
  type Pma,
  type Prefix,
  isMobileNode,
  pmas,
} from "../../model/vocabulary.js";

export const mobileNodes = ["MN", "MN2"] as const satisfies ReadonlyArray<MobileNode>;

/** Every PMA's session for every mobile node. */
export const sessions = ["pPMA", "nPMA", "pPMA/MN2", "nPMA/MN2"] as const satisfies ReadonlyArray<keyof Components>;

/** The sessions of nPMA: it is the PMA that is prepared for. */
export const nextSessions = ["nPMA", "nPMA/MN2"] as const satisfies ReadonlyArray<keyof Components>;
export const nextOf = (mn: MobileNode): (typeof nextSessions)[number] => (mn === "MN" ? "nPMA" : "nPMA/MN2");

export const pmaOfLabel = ({ entity }: Event): Pma | undefined => pmas.find((pma) => pma === entity);

/** The PBUs that a step sends for a mobile node that is named. */
export const sentPbus = ({ sent = [] }: Event): ReadonlyArray<Pbu & { readonly mnId: MobileNode }> =>
  sent.flatMap((message) =>
    message.type === "PBU" && isMobileNode(message.mnId) ? [{ ...message, mnId: message.mnId }] : [],
  );

export const sendsPbu = (label: Event): boolean => sentPbus(label).length > 0;

export const sentPbas = ({ sent = [] }: Event): ReadonlyArray<Pba> =>
  sent.flatMap((message) => (message.type === "PBA" ? [message] : []));

/** The PBU that the HA processes in this step, on arrival or after a wait. */
export const processed = ({ entity, received, resolved }: Event): Pbu | undefined => {
  if (entity !== "HA") return undefined;
  return received?.type === "PBU" ? received : resolved;
};

/** The PBA that a PMA is handed in this step. */
export const handed = ({ entity, received }: Event): Pba | undefined =>
  received?.type === "PBA" && received.to === entity ? received : undefined;

/** The user data that a node sends on in this step: not what it drops, keeps, or makes itself. */
export const passedOn = ({ packet, lost, buffered, injected }: Event): Packet | undefined =>
  packet?.payload.type === "probe" && lost === undefined && buffered === undefined && injected === undefined
    ? packet
    : undefined;

export const isDown = ({ payload }: Packet): boolean => payload.type === "probe" && payload.direction === "down";
export const isUp = ({ payload }: Packet): boolean => payload.type === "probe" && payload.direction === "up";

export const passesUp = (label: Event): boolean => {
  const packet = passedOn(label);
  return packet !== undefined && isUp(packet);
};

export const inTunnel = ({ headers }: Packet, source: Pma | "HA", destination: Pma | "HA"): boolean =>
  headers.length === 2 && headers[0]?.source === source && headers[0].destination === destination;

/** The mobility session of a mobile node for a prefix. */
export const bindingOf = (ha: HomeAgent, mn: MobileNode, hnp: Prefix): BindingCacheEntry | undefined =>
  ha.bindings.findLast((each) => each.mn === mn && each.hnp === hnp);

/** The session whose route decides where packets for a prefix go: of several, the newest. */
export const routed = (ha: HomeAgent, hnp: string | undefined): BindingCacheEntry | undefined =>
  ha.bindings.findLast((each) => each.hnp === hnp);
