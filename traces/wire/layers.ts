/**
 * What a frame is made of: one type per format, each with where it begins in the frame. Addresses are text (IPv6 as in
 * RFC 5952), numbers are as on the wire, and bytes that nobody interprets stay bytes.
 */

import type { Mobility } from "./mobility-layer.js";
import type { Bytes, IpAddress, MacAddress, Malformed, Placed } from "./terms.js";

export type { Mobility, MobilityMessage, MobilityOption } from "./mobility-layer.js";
export type { Bytes, IpAddress, MacAddress, Malformed } from "./terms.js";

export type Ethernet = Placed & {
  readonly layer: "ethernet";
  readonly destination: MacAddress;
  readonly source: MacAddress;
  readonly etherType: number;
};
/** IEEE 802.1Q and 802.1ad. */
export type Vlan = Placed & { readonly layer: "vlan"; readonly tag: number; readonly etherType: number };
/** Link types 113 (version 1) and 276 (version 2): what `tcpdump -i any` writes. */
export type LinuxCooked = Placed & {
  readonly layer: "linux-cooked";
  readonly version: 1 | 2;
  /** 0 to us, 1 broadcast, 2 multicast, 3 to somebody else, 4 from us. */
  readonly packetType: number;
  readonly hardwareType: number;
  readonly addressLength: number;
  /** All eight octets, of which `addressLength` count. */
  readonly address: Bytes;
  readonly protocol: number;
  /** Version 2. */
  readonly interfaceIndex?: number;
  readonly reserved?: number;
};
/** BSD loopback (link type 0, in the byte order of the capturing host) and link type 108 (big endian). */
export type Loopback = Placed & { readonly layer: "loopback"; readonly family: number; readonly littleEndian: boolean };

export type Ipv6 = Placed & {
  readonly layer: "ipv6";
  readonly trafficClass: number;
  readonly flowLabel: number;
  readonly payloadLength: number;
  readonly nextHeader: number;
  readonly hopLimit: number;
  readonly source: IpAddress;
  readonly destination: IpAddress;
};
export type Ipv4 = Placed & {
  readonly layer: "ipv4";
  readonly typeOfService: number;
  readonly totalLength: number;
  readonly identification: number;
  /** The three flag bits and the offset in units of eight bytes. */
  readonly flags: number;
  readonly fragmentOffset: number;
  readonly timeToLive: number;
  readonly protocol: number;
  readonly checksum: number;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly options: Bytes;
};

/** A type-length-value of a hop-by-hop or destination options header (RFC 8200 §4.2, RFC 2473 §4.1.1, RFC 6275 §6.3). */
export type HeaderOption =
  | { readonly option: "Pad1" }
  | { readonly option: "PadN"; readonly data: Bytes }
  | { readonly option: "tunnel-encapsulation-limit"; readonly limit: number }
  | { readonly option: "home-address"; readonly address: IpAddress }
  | { readonly option: "unknown"; readonly type: number; readonly data: Bytes };
export type OptionsHeader = Placed & {
  readonly layer: "hop-by-hop" | "destination-options";
  readonly nextHeader: number;
  readonly options: ReadonlyArray<HeaderOption>;
};
export type Routing = Placed & {
  readonly layer: "routing";
  readonly nextHeader: number;
  readonly type: number;
  readonly segmentsLeft: number;
  /** All that follows the first four octets. */
  readonly data: Bytes;
  /** RFC 6275 §6.4: of a type 2 routing header. */
  readonly homeAddress?: IpAddress;
};
export type Fragment = Placed & {
  readonly layer: "fragment";
  readonly nextHeader: number;
  readonly reserved: number;
  /** In bytes. */
  readonly offset: number;
  readonly reservedBits: number;
  readonly more: boolean;
  readonly identification: number;
};
export type AuthenticationHeader = Placed & {
  readonly layer: "authentication-header";
  readonly nextHeader: number;
  readonly reserved: number;
  readonly spi: number;
  readonly sequence: number;
  readonly integrityCheckValue: Bytes;
};
/** Opaque: what it protects cannot be seen. */
export type Esp = Placed & {
  readonly layer: "esp";
  readonly spi: number;
  readonly sequence: number;
  readonly data: Bytes;
};
/** RFC 2784, RFC 2890. An absent field is an absent bit. */
export type Gre = Placed & {
  readonly layer: "gre";
  readonly flags: number;
  readonly protocol: number;
  readonly checksum?: number;
  readonly reserved?: number;
  readonly key?: number;
  readonly sequence?: number;
};
export type Udp = Placed & {
  readonly layer: "udp";
  readonly sourcePort: number;
  readonly destinationPort: number;
  readonly length: number;
  readonly checksum: number;
};
/** What nobody here interprets: the rest of the packet. */
export type Payload = Placed & { readonly layer: "payload"; readonly data: Bytes };

/** RFC 4861 §4.6. */
export type NeighbourOption =
  | { readonly option: "source-link-layer-address" | "target-link-layer-address"; readonly address: Bytes }
  | {
      readonly option: "prefix-information";
      readonly prefixLength: number;
      readonly flags: number;
      /** Seconds. */
      readonly validLifetime: number;
      readonly preferredLifetime: number;
      readonly reserved: number;
      readonly prefix: IpAddress;
    }
  | { readonly option: "mtu"; readonly reserved: number; readonly mtu: number }
  | { readonly option: "unknown"; readonly type: number; readonly data: Bytes };

export type Icmpv6Message =
  | {
      readonly type: "destination-unreachable" | "packet-too-big" | "time-exceeded" | "parameter-problem";
      /** Unused, MTU or pointer. */
      readonly value: number;
      /** The packet that the error is about, as far as it is quoted. It is no new packet. */
      readonly about: ReadonlyArray<Layer>;
      readonly quoted: Bytes;
    }
  | {
      readonly type: "echo-request" | "echo-reply";
      readonly identifier: number;
      readonly sequence: number;
      readonly data: Bytes;
    }
  | {
      readonly type: "router-solicitation";
      readonly reserved: number;
      readonly options: ReadonlyArray<NeighbourOption>;
    }
  | {
      readonly type: "router-advertisement";
      readonly hopLimit: number;
      readonly flags: number;
      /** Seconds. */
      readonly routerLifetime: number;
      readonly reachableTime: number;
      readonly retransTimer: number;
      readonly options: ReadonlyArray<NeighbourOption>;
    }
  | {
      readonly type: "neighbour-solicitation";
      readonly reserved: number;
      readonly target: IpAddress;
      readonly options: ReadonlyArray<NeighbourOption>;
    }
  | {
      readonly type: "neighbour-advertisement";
      /** R 0x80, S 0x40, O 0x20 in the first of four octets. */
      readonly flags: number;
      /** The other three. */
      readonly reserved: number;
      readonly target: IpAddress;
      readonly options: ReadonlyArray<NeighbourOption>;
    }
  | { readonly type: "unknown"; readonly data: Bytes };
export type Icmpv6 = Placed & {
  readonly layer: "icmpv6";
  readonly icmpType: number;
  readonly code: number;
  readonly checksum: number;
  /** undefined: not all of the message is there. */
  readonly checksumOk: boolean | undefined;
  readonly message: Icmpv6Message;
};

export type Layer =
  | Ethernet
  | Vlan
  | LinuxCooked
  | Loopback
  | Ipv6
  | Ipv4
  | OptionsHeader
  | Routing
  | Fragment
  | AuthenticationHeader
  | Esp
  | Gre
  | Udp
  | Icmpv6
  | Mobility
  | Payload;

/**
 * The layers of a frame, outermost first, up to where it ends or stops making sense. Bytes in them are views into the
 * frame: whoever keeps them longer than the frame copies them.
 */
export type Dissection = {
  readonly layers: ReadonlyArray<Layer>;
  /** A message before it may be all there: see `dissect`. */
  readonly problem?: Malformed;
  /**
   * The bytes after the last layer, where there are any: padding of the link, octets that an inner length leaves out, and
   * all that follows a problem. The layers emitted and then these bytes are the frame again, whatever the frame.
   */
  readonly rest?: Bytes;
};
