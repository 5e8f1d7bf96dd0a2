/**
 * What the specification speaks of: names, addresses, messages, packets, and the events that an outsider can see.
 * Names are those of the draft (S1: draft-taniuchi-netlmm-mpa-proxymipv6-00), of RFC 6252 and of RFC 5213.
 */

/** Mobile nodes by their MN-Identifier (NAI). */
export type MobileNode = "MN" | "MN2";

/** Identifiers that the LMA serves nobody for: one it does not know, one whose profile does not allow the service. */
export type Stranger = "unknown" | "not enabled";

/** The proxy mobile agents: RFC 5213's MAGs, with PAA and access router co-located. The name is also the Proxy-CoA. */
export type Pma = "pPMA" | "nPMA";

/** The points of attachment, one per PMA. */
export type PoA = "pPoA" | "nPoA";

/** Home network prefixes that the HA owns. A mobile node's HoA is named by its prefix. */
export type Prefix = "HNP1" | "HNP2" | "HNP3" | "HNP4";

export type Address = Pma | "HA" | "CN" | Prefix;

export type Entity = MobileNode | Pma | PoA | "CN" | "HA" | "AAA" | "network";

export const pmas: ReadonlyArray<Pma> = ["pPMA", "nPMA"];
export const poas: ReadonlyArray<PoA> = ["pPoA", "nPoA"];
export const prefixes: ReadonlyArray<Prefix> = ["HNP1", "HNP2", "HNP3", "HNP4"];

export const isMobileNode = (mnId: string | undefined): mnId is MobileNode => mnId === "MN" || mnId === "MN2";

export const poaOf = (pma: Pma): PoA => (pma === "pPMA" ? "pPoA" : "nPoA");
export const pmaOf = (poa: PoA): Pma => (poa === "pPoA" ? "pPMA" : "nPMA");
export const otherPma = (pma: Pma): Pma => (pma === "pPMA" ? "nPMA" : "pPMA");
export const otherPoa = (poa: PoA): PoA => (poa === "pPoA" ? "nPoA" : "pPoA");

/** Handoff Indicator, RFC 5213 §8.4: 1 new interface, 2 between interfaces, 3 between MAGs, 4 unknown, 5 no change. */
export type HandoffIndicator = 1 | 2 | 3 | 4 | 5;

/** Link-layer identifiers of a mobile node's interfaces. Two, for handovers between technologies. */
export type LinkLayerId = "LLID" | "LLID-other";
export type AccessTechnology = "ATT" | "ATT-other";

/**
 * A Proxy Binding Update, RFC 5213 §8.1. An absent field is an absent option. `order` is the abstract order that the
 * timestamp (or the sequence number, where the scenario orders by sequence) gives it.
 */
export type Pbu = {
  readonly type: "PBU";
  readonly from: Pma;
  readonly mnId?: MobileNode | Stranger;
  readonly hnp?: ReadonlyArray<Prefix | "ALL_ZERO">;
  readonly hi?: HandoffIndicator;
  readonly att?: AccessTechnology;
  readonly llid?: LinkLayerId;
  readonly order: number;
  readonly lifetime: "granted" | "zero";
  /** Evidence that the mobile node has authenticated with this PMA. */
  readonly evidence: boolean;
};

/** Status values of RFC 5213 §8.9 and RFC 6275 §6.1.8 that the LMA's processing can give. */
export type Status = 0 | 130 | 135 | 152 | 153 | 154 | 155 | 156 | 157 | 158 | 159 | 160 | 161 | 162;

/** A Proxy Binding Acknowledgement, RFC 5213 §8.2. `order` is copied from the PBU that it answers. */
export type Pba = {
  readonly type: "PBA";
  readonly to: Pma;
  readonly status: Status;
  readonly mnId: MobileNode | Stranger | "";
  readonly hnp: ReadonlyArray<Prefix | "ALL_ZERO">;
  readonly hi: HandoffIndicator | 0;
  readonly att: AccessTechnology | 0;
  readonly llid?: LinkLayerId;
  readonly order: number;
  /** The last accepted sequence number where the status is 135; else 0. */
  readonly last: number;
  readonly lifetime: "granted" | "zero";
};

/**
 * PANA, RFC 5191, with the E bit of RFC 5873. The EAP rounds between the first and the last message are one exchange
 * with the AAA server. PCI opens; PAR and PAN carry C (complete).
 */
export type Pana = {
  readonly type: "PCI" | "PAR" | "PAN";
  readonly mn: MobileNode;
  /** The address of pPMA that the pre-authentication control packet carries, S1 §2.1.3.1. */
  readonly previous: Pma;
};

/**
 * Signalling of the proactive handover tunnel between two PMAs; the draft names its purpose and no protocol. HO-Return
 * says that the mobile node is on the previous link again (repair of R-26).
 */
export type TunnelSignal = {
  readonly type: "HO-Setup" | "HO-SetupAck" | "HO-Delete" | "HO-DeleteAck" | "HO-Return";
  readonly mn: MobileNode;
};

/** The mobile node's request to delete the handover tunnel, S1 §2.1.7. */
export type DeleteTrigger = { readonly type: "Delete-Trigger"; readonly mn: MobileNode };

export type AaaRequest = { readonly type: "AAA-Request"; readonly mn: MobileNode; readonly early: boolean };
export type AaaAnswer = {
  readonly type: "AAA-Answer";
  readonly mn: MobileNode;
  /** The prefix of the profile; undefined if access is rejected. */
  readonly hnp: Prefix | undefined;
};

/** An unsolicited Heartbeat Response with a new Restart Counter, RFC 5847 §3.2. */
export type Restart = { readonly type: "Restart"; readonly from: Pma | "HA" };

export type RouterSolicitation = { readonly type: "RS"; readonly mn: MobileNode };
export type RouterAdvertisement = {
  readonly type: "RA";
  readonly mn: MobileNode;
  readonly router: Pma;
  readonly hnp: Prefix;
};

/** Everything but user data. */
export type Signal =
  | Pbu
  | Pba
  | Pana
  | TunnelSignal
  | DeleteTrigger
  | AaaRequest
  | AaaAnswer
  | Restart
  | RouterSolicitation
  | RouterAdvertisement;

/** A token of user data: the CN's n-th packet to a mobile node, or the mobile node's n-th to the CN. */
export type Probe = {
  readonly type: "probe";
  readonly direction: "down" | "up";
  readonly mn: MobileNode;
  readonly number: number;
};

export type Header = { readonly source: Address; readonly destination: Address };

/** An IPv6 packet: its headers outermost first, the last one its own; the others are tunnels. */
export type Packet = {
  readonly headers: ReadonlyArray<Header>;
  readonly payload: Probe | Pana | DeleteTrigger;
  /** On a link: the mobile node whose point-to-point link it is. */
  readonly link?: MobileNode;
};

/** Why a packet ended before its destination. */
export type LossCause =
  | "not associated"
  | "no tunnel end"
  | "no handover tunnel"
  | "no route"
  | "no such address"
  | "no binding"
  | "waiting for de-registration"
  | "unregistered Proxy-CoA"
  | "buffer full";

/** The label of a step: who did what, and what of it could be seen. */
export type Event = {
  readonly entity: Entity;
  /** In the present tense, without the details that the other fields give. */
  readonly does: string;
  readonly mn?: MobileNode;
  readonly received?: Signal;
  /** A PBU that arrived earlier and is processed only now. */
  readonly resolved?: Pbu;
  readonly sent?: ReadonlyArray<Signal>;
  readonly packet?: Packet;
  readonly injected?: Probe;
  readonly delivered?: Probe;
  /** A packet that a buffer keeps. */
  readonly buffered?: Probe;
  readonly lost?: { readonly probe: Probe; readonly cause: LossCause };
  /** A packet that was not user data, dropped. */
  readonly discarded?: LossCause;
  /** The link-layer handover, RFC 6252 §6.3 step 5: when it begins and ends. */
  readonly moved?: "detached" | "attached" | "link-up";
  /** What the anchor did to a binding. */
  readonly binding?: {
    readonly change: "created" | "updated" | "extended" | "deregistered" | "deleted";
    readonly hnp: Prefix;
  };
};
