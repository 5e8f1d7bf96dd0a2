/**
 * What was seen of a run, in the model's vocabulary. One message or packet is one observation, however many capture
 * points saw it: it is placed in the run where it was seen first, and keeps all its sightings.
 */
import type { Pba, Pbu, Pma, RouterAdvertisement, RouterSolicitation } from "../../model/vocabulary.js";

/** Where a frame was taken, relative to the message in it. */
export type Vantage = "sender" | "receiver" | "between";

export type Sighting = {
  /** Index of the capture among those of the run. */
  readonly capture: number;
  readonly frame: number;
  /** Seconds since the first frame of the run, on the clock of the first capture. */
  readonly time: number;
  readonly vantage: Vantage;
};

/** What became of a message or packet on its way: `unknown` where no capture covers the place where it should arrive. */
export type Fate = "arrived" | "lost" | "unknown";

/**
 * The path of a user packet, hop by hop. `=>` is a tunnel, named by its ends; `CN>HA` is the plain packet at the anchor,
 * `PMA>link` and `link>PMA` are the access link. Names of PMAs are those of the mobile node that the packet belongs to.
 */
export type Leg =
  | "CN>HA"
  | `HA=>${Pma}`
  | "nPMA=>pPMA"
  | "pPMA=>nPMA"
  | `${Pma}>link`
  | `link>${Pma}`
  | "link>MN"
  | "MN>link"
  | `${Pma}=>HA`
  | "HA>CN";

/** A message of the mobility signalling or of the link, of one mobile node. */
export type SignalObservation = {
  readonly kind: "signal";
  /** The mobile node's name in the roles. */
  readonly mn: string;
  /**
   * In the model's terms, as far as they go: prefixes, interface and PMAs are numbered per mobile node (pPMA is where it
   * is first seen), values that the vocabulary does not have take the nearest meaning, and `deviations` says so.
   * `order` numbers the PBUs of a mobile node by their timestamps, or without timestamps by their sequence numbers, in
   * steps of `ORDER_STEP`; equal numbers have equal orders; a PBA has that of the PBU it answers, 0 if there is none.
   */
  readonly signal: Pbu | Pba | RouterSolicitation | RouterAdvertisement;
  readonly sightings: ReadonlyArray<Sighting>;
  readonly fate: Fate;
  /** An earlier observation of which this is a repetition by its sender (a new message, the same request). */
  readonly repeats?: number;
  /** The message arrived this often, where that was seen: 2 and more are copies made by the network. */
  readonly copies: number;
};

/** A user packet on one leg. */
export type PacketObservation = {
  readonly kind: "packet";
  readonly mn: string;
  readonly direction: "down" | "up";
  readonly leg: Leg;
  readonly sighting: Sighting;
};

/** A user packet that did not arrive: what is known of it, in one observation at the time of its last sighting. */
export type LossObservation = {
  readonly kind: "loss";
  readonly mn: string;
  readonly direction: "down" | "up";
  /** The last place where it was seen, in the words of a report. */
  readonly lastSeen: string;
  readonly lastLeg: Leg;
  /** Number in its stream. */
  readonly number: number;
  /** When and where it set out. */
  readonly sent: Sighting;
  readonly sighting: Sighting;
};

export type Observation = SignalObservation | PacketObservation | LossObservation;

/** Between two PBUs that were seen there may be some that were not. */
export const ORDER_STEP = 4;

/** A requirement that one message alone shows to be broken: a field, an option, a checksum. */
export type MessageDeviation = {
  /** Of the requirement catalogue. */
  readonly id: string;
  readonly capture: number;
  readonly frame: number;
  readonly why: string;
};
