/**
 * What an outsider sees, and the component that holds it while it is being matched. The specification fixes by options
 * what the documents leave to an implementation (which Handoff Indicator it can justify, whether it knows a link-layer
 * identifier, how it numbers): of one that is observed, these are read off the message.
 */
import { specify, type Vocabulary } from "../../checker/specify.js";
import type { Handover } from "../state.js";
import type { Event, Pba, Pbu, Pma, RouterAdvertisement, RouterSolicitation } from "../vocabulary.js";

/** A user packet where it can be seen: between the HA and a PMA, between the PMAs, on the mobile node's link. */
export type SeenPacket = {
  readonly type: "packet";
  readonly direction: "down" | "up";
  readonly leg: "HA=>pPMA" | "HA=>nPMA" | "nPMA=>pPMA" | "pPMA=>nPMA" | "pPMA=>HA" | "nPMA=>HA" | "link";
};

/** A user packet that will not arrive: where it sets out, and where it is seen for the last time. */
export type SeenLoss = {
  readonly type: "sets out" | "is lost";
  readonly direction: "down" | "up";
  /** Who had it last. */
  readonly at: "HA" | Pma | "MN";
};

export type Seen =
  { readonly type: "nothing" } | Pbu | Pba | RouterSolicitation | RouterAdvertisement | SeenPacket | SeenLoss;

export const nothingSeen: Seen = { type: "nothing" };

/**
 * What the trace's clock says of timers, by the order of a PMA's PBUs: up to `expired` the life time is over, up to `waited`
 * the minimum delay after which a de-registered binding goes, and up to `gone` neither the PBU nor its PBA is under way.
 */
export type Elapsed = {
  readonly [P in Pma]: { readonly expired: number; readonly waited: number; readonly gone: number };
};

const atFirst = { expired: 0, waited: 0, gone: 0 };
export const nothingElapsed: Elapsed = { pPMA: atFirst, nPMA: atFirst };

/** What a step shows, comparable. */
export type Shown = Readonly<Record<string, unknown>>;

/** The handover's signature with the component that holds what is seen; a label may say outright what it shows. */
export type Conformance = Omit<Handover, "components" | "label"> & {
  readonly components: Handover["components"] & { readonly seen: Seen; readonly elapsed: Elapsed };
  readonly label: Event & { readonly shown?: Shown };
};

export const words: Vocabulary<Conformance> = specify<Conformance>();
