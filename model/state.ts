/** What each entity remembers, and the names of the components and channels that a global state is made of. */
import { specify, type Vocabulary } from "../checker/specify.js";
import type {
  AccessTechnology,
  Event,
  HandoffIndicator,
  LinkLayerId,
  MobileNode,
  Packet,
  Pbu,
  Pma,
  PoA,
  Prefix,
  Signal,
} from "./vocabulary.js";

/** A mobile node: where it is, the address it uses, and how far its preparation of the next network is. */
export type MobileNodeState = {
  readonly at: PoA | "none";
  /** Where it was before it left, while it is nowhere. */
  readonly left: PoA | "none";
  readonly hoa: Prefix | "none";
  readonly router: Pma | "none";
  /** impending: it has noticed that it will move and knows nPMA (D1, D2); secured: it has the MPA-SA with nPAA. */
  readonly preauth: "none" | "impending" | "requested" | "secured";
  /** It has asked for the deletion of the handover tunnel: RFC 6252 §6.3 step 4, it is about to leave. */
  readonly leaving: boolean;
  /** How often it may still leave a point of attachment. */
  readonly moves: number;
  /** Packets it has sent to the CN, and times it has repeated its pre-authentication request. */
  readonly sent: number;
  readonly repeated: number;
};

/** A point of attachment, about one mobile node. */
export type Station = {
  readonly associated: boolean;
  /** A link key derived from the MPA-SA was installed before the mobile node came (RFC 6252 §7.7.1). */
  readonly key: boolean;
  /** The PMA has been told of this association. */
  readonly reported: boolean;
};

/** A PMA, about one mobile node: PAA, MAG and access router. */
export type Session = {
  /** Whether it believes the mobile node to be on its link. */
  readonly link: "down" | "up";
  /** It knows that the mobile node left, and keeps the session while the handover tunnel is up (repair of R-26). */
  readonly left: boolean;
  /** The mobile node came back while the handover tunnel was up, and this PMA has registered nothing for it since. */
  readonly returned: boolean;
  /** PAA. pre-authenticated: candidate; authorised: serving; held: it left, and may come back (RFC 6252 §C.2). */
  readonly authorisation: "none" | "authenticating" | "key-sent" | "pre-authenticated" | "authorised" | "held";
  /** The prefix in the profile that the AAA server gave. */
  readonly profile: Prefix | "none";
  /** Binding Update List entry, RFC 5213 §6.1. */
  readonly binding: "none" | "requested" | "registered" | "de-registering";
  /** The order of the PBU whose acknowledgement it awaits; 0 if none, and how often it repeated it. */
  readonly awaits: number;
  readonly tries: number;
  /** The exchange that it belongs to: the order of its first PBU, and its Handoff Indicator. */
  readonly since: number;
  readonly hi: HandoffIndicator | 0;
  /** The LMA has refused it. */
  readonly refused: boolean;
  readonly refreshes: number;
  /** Its own last sequence number; 0 where timestamps order. */
  readonly sequence: number;
  /** The prefix that it hosts on the link. */
  readonly hnp: Prefix | "none";
  /** Its end of the tunnel to the HA, for this mobile node. */
  readonly haTunnel: boolean;
  /** Its end of the handover tunnel, and whether it is the next or the previous PMA of it. */
  readonly tunnel: "none" | "requested" | "up" | "deleting";
  readonly role: "none" | "previous" | "next";
  /** The tunnel exchange repeated so often; the tunnel was set up and deleted before. */
  readonly tunnelTries: number;
  readonly tunnelDone: boolean;
  /** Where packets for the prefix go. */
  readonly target: "none" | "link" | "tunnel" | "buffer";
  readonly buffer: ReadonlyArray<Packet>;
};

/** A Binding Cache entry, RFC 5213 §5.1. */
export type BindingCacheEntry = {
  readonly mn: MobileNode;
  readonly hnp: Prefix;
  readonly coa: Pma;
  readonly att: AccessTechnology;
  readonly llid: LinkLayerId | "ALL_ZERO";
  /** The order of the PBU that last changed it. */
  readonly order: number;
  /** de-registered: MinDelayBeforeBCEDelete is running. */
  readonly state: "active" | "de-registered";
  /** The PMA of before the handoff, while the tunnel to it is kept (E-17). */
  readonly previous: Pma | "none";
};

export type HomeAgent = {
  readonly bindings: ReadonlyArray<BindingCacheEntry>;
  /** PMAs to which the HA has its end of a tunnel. */
  readonly tunnels: ReadonlyArray<Pma>;
  /** The greatest order accepted for each mobile node, RFC 5213 §5.5(6). */
  readonly accepted: { readonly [N in MobileNode]: number };
  /** PBUs that wait for a de-registration (MaxDelayBeforeNewBCEAssign). */
  readonly waiting: ReadonlyArray<Pbu>;
};

/** Where the AAA server has admitted each mobile node. */
export type AaaServer = { readonly [N in MobileNode]: ReadonlyArray<Pma> };

/** Downlink packets sent so far, by mobile node. */
export type CorrespondentNode = { readonly [N in MobileNode]: number };

/** How many faults of the network are left, and whether a node has crashed, which one may do once. */
export type Budget = { readonly loss: number; readonly duplication: number; readonly crashed?: true };

/** What happened to a packet so far: `switched` if a link-layer handover of its mobile node fell into its journey. */
export type Journey = "travelling" | "switched";
export type Journeys = {
  /** Mobile nodes between detachment and attachment. */
  readonly switching: ReadonlyArray<MobileNode>;
  readonly packets: ReadonlyArray<{ readonly probe: string; readonly journey: Journey; readonly buffered: boolean }>;
  /** Arrived, by name, in the order of arrival. */
  readonly arrived: ReadonlyArray<string>;
};

type SessionName = Pma | `${Pma}/MN2`;
type StationName = PoA | `${PoA}/MN2`;

export type Components = { readonly [N in MobileNode]: MobileNodeState } & { readonly [N in SessionName]: Session } & {
  readonly [N in StationName]: Station;
} & {
  readonly CN: CorrespondentNode;
  readonly HA: HomeAgent;
  readonly AAA: AaaServer;
  /** PBUs sent so far: the abstract time of timestamps. */
  readonly clock: number;
  readonly faults: Budget;
};

/** Signalling, by direction. `a>b`: from a to b. */
export type SignalWire =
  | `${Pma}>HA`
  | `HA>${Pma}`
  | `${Pma}>AAA`
  | `AAA>${Pma}`
  | "pPMA>nPMA"
  | "nPMA>pPMA"
  | `${Pma}>${MobileNode}`
  | `${MobileNode}>${Pma}`;

/** User data and what travels like it, by hop. */
export type DataWire =
  | "data CN>HA"
  | "data HA>CN"
  | `data HA>${Pma}`
  | `data ${Pma}>HA`
  | "data pPMA>nPMA"
  | "data nPMA>pPMA"
  | `data ${Pma}>PoA`
  | `data PoA>${Pma}`;

export type Channels = { readonly [W in SignalWire]: Signal } & { readonly [W in DataWire]: Packet };

export type Handover = {
  readonly components: Components;
  readonly channels: Channels;
  readonly observers: { readonly journeys: Journeys };
  readonly label: Event;
};

export const words: Vocabulary<Handover> = specify<Handover>();

export const sessionOf = (pma: Pma, mn: MobileNode): SessionName => (mn === "MN" ? pma : `${pma}/${mn}`);
export const stationOf = (poa: PoA, mn: MobileNode): StationName => (mn === "MN" ? poa : `${poa}/${mn}`);

/** The wire from a PMA to the other one, for signalling. */
export const toOther = (self: Pma): "pPMA>nPMA" | "nPMA>pPMA" => (self === "pPMA" ? "pPMA>nPMA" : "nPMA>pPMA");

/** The wire on which a PMA hears the other one. */
export const fromOther = (self: Pma): "pPMA>nPMA" | "nPMA>pPMA" => (self === "pPMA" ? "nPMA>pPMA" : "pPMA>nPMA");

export const noSession: Session = {
  link: "down",
  left: false,
  returned: false,
  authorisation: "none",
  profile: "none",
  binding: "none",
  awaits: 0,
  tries: 0,
  since: 0,
  hi: 0,
  refused: false,
  refreshes: 0,
  sequence: 0,
  hnp: "none",
  haTunnel: false,
  tunnel: "none",
  role: "none",
  tunnelTries: 0,
  tunnelDone: false,
  target: "none",
  buffer: [],
};
