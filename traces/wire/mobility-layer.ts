/** What a mobility header is made of. */
import type { Bytes, IpAddress, Placed } from "./terms.js";

/**
 * RFC 6275 §6.2 and the registry "Mobility Options". Every option has its place in the frame and its raw data (what
 * follows type and length); those that the Proxy Mobile IPv6 documents define have their fields as well.
 */
export type MobilityOption = Placed & { readonly type: number; readonly data: Bytes } & (
    | { readonly option: "Pad1" }
    | { readonly option: "PadN" }
    | { readonly option: "binding-refresh-advice"; readonly interval: number }
    | { readonly option: "alternate-care-of-address"; readonly address: IpAddress }
    | { readonly option: "nonce-indices"; readonly home: number; readonly careOf: number }
    | { readonly option: "binding-authorisation-data"; readonly authenticator: Bytes }
    | { readonly option: "MN-ID"; readonly subtype: number; readonly identifier: Bytes }
    | { readonly option: "HNP"; readonly reserved: number; readonly prefixLength: number; readonly prefix: IpAddress }
    | { readonly option: "HI"; readonly reserved: number; readonly indicator: number }
    | { readonly option: "ATT"; readonly reserved: number; readonly technology: number }
    | { readonly option: "MN-LLID"; readonly reserved: number; readonly identifier: Bytes }
    | { readonly option: "link-local-address"; readonly address: IpAddress }
    | {
        readonly option: "timestamp";
        /** Since 1970-01-01 UTC, 48 bits. */
        readonly seconds: number;
        /** In units of 1/65536 s. */
        readonly fraction: number;
      }
    | { readonly option: "restart-counter"; readonly counter: number }
    | { readonly option: "GRE-key"; readonly reserved: number; readonly key?: number }
    | { readonly option: "transient-binding"; readonly flags: number; readonly lifetime: number }
    /** A known or unknown type whose fields nobody here needs. */
    | { readonly option: "other" }
    /** A type whose fields are defined, with a length that they do not fit. */
    | { readonly option: "malformed"; readonly expected: string }
  );

export type MobilityMessage =
  | { readonly type: "BRR"; readonly reserved: number; readonly options: ReadonlyArray<MobilityOption> }
  | {
      readonly type: "HoTI" | "CoTI";
      readonly reserved: number;
      readonly cookie: Bytes;
      readonly options: ReadonlyArray<MobilityOption>;
    }
  | {
      readonly type: "HoT" | "CoT";
      readonly nonceIndex: number;
      readonly cookie: Bytes;
      readonly keygenToken: Bytes;
      readonly options: ReadonlyArray<MobilityOption>;
    }
  /** A Proxy Binding Update where flag P (0x0200) is set. FBU: RFC 5568. */
  | {
      readonly type: "BU" | "FBU";
      readonly sequence: number;
      readonly flags: number;
      /** In units of four seconds (FBU: seconds). */
      readonly lifetime: number;
      readonly options: ReadonlyArray<MobilityOption>;
    }
  /** A Proxy Binding Acknowledgement where flag P (0x20) is set. */
  | {
      readonly type: "BA" | "FBack";
      readonly status: number;
      readonly flags: number;
      readonly sequence: number;
      readonly lifetime: number;
      readonly options: ReadonlyArray<MobilityOption>;
    }
  | {
      readonly type: "BE";
      readonly status: number;
      readonly reserved: number;
      readonly homeAddress: IpAddress;
      readonly options: ReadonlyArray<MobilityOption>;
    }
  | {
      readonly type: "heartbeat";
      readonly flags: number;
      readonly sequence: number;
      readonly options: ReadonlyArray<MobilityOption>;
    }
  | {
      readonly type: "HI" | "HAck";
      readonly sequence: number;
      readonly flags: number;
      readonly code: number;
      readonly options: ReadonlyArray<MobilityOption>;
    }
  | {
      readonly type: "BRI" | "BRA";
      /** Trigger of an indication, status of an acknowledgement. */
      readonly code: number;
      readonly sequence: number;
      readonly flags: number;
      readonly options: ReadonlyArray<MobilityOption>;
    }
  /** Recognised by name or not, kept as bytes. */
  | { readonly type: "other"; readonly name: string | undefined; readonly data: Bytes };

export type Mobility = Placed & {
  readonly layer: "mobility";
  readonly payloadProto: number;
  /** In units of eight octets beyond the first eight. */
  readonly headerLength: number;
  readonly mhType: number;
  readonly reserved: number;
  readonly checksum: number;
  /** undefined: not all of the message is there. */
  readonly checksumOk: boolean | undefined;
  readonly message: MobilityMessage;
};
