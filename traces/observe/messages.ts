/** Mobility and PANA messages as they are kept: the frames' bytes are gone when the next frame is read. */
import type { IpAddress, Mobility, MobilityMessage, MobilityOption } from "../wire/layers.js";
import type { Anatomy, Ends, Link } from "./anatomy.js";
import type { Stamp } from "./frame.js";
import { hex } from "./text.js";

export type MessageSeen = Stamp & {
  /** Equal for equal messages between the same addresses, whoever saw them. */
  readonly key: string;
  readonly link: Link;
  readonly tunnels: ReadonlyArray<Ends>;
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly homeAddress: IpAddress | undefined;
  readonly routed: IpAddress | undefined;
  readonly mobility: Mobility;
  /** Where in the frame the mobility header begins: alignment counts from there. */
  readonly at: number;
  readonly isCut: boolean;
  /** Since 1970, as the capture has it: what a timestamp option is compared with. Undefined without a clock. */
  readonly epoch: number | undefined;
};

export type Update = MobilityMessage & { readonly type: "BU" };
export type Acknowledgement = MobilityMessage & { readonly type: "BA" };

export const BU_FLAG = { A: 0x8000, H: 0x4000, L: 0x2000, K: 0x1000, M: 0x0800, R: 0x0400, P: 0x0200 } as const;
export const BA_FLAG = { K: 0x80, R: 0x40, P: 0x20 } as const;

export const isProxyUpdate = (message: MobilityMessage): message is Update =>
  message.type === "BU" && (message.flags & BU_FLAG.P) !== 0;

export const optionsOf = (message: MobilityMessage): ReadonlyArray<MobilityOption> =>
  "options" in message ? message.options : [];

/** What is expected of an option that the message's own length cuts. */
export const BEYOND = "to end with the message";

/** Octets that outlive the frame. An option that goes on beyond the message's end is none that a receiver accepts. */
const keepOption = (option: MobilityOption, end: number): MobilityOption => {
  const { at, type } = option;
  if (option.option !== "Pad1" && at + 2 + option.data.length > end)
    return {
      at,
      type,
      data: option.data.slice(0, end - at - 2),
      option: "malformed",
      expected: BEYOND,
    };
  const data = option.data.slice();
  if (option.option === "MN-ID" || option.option === "MN-LLID")
    return { ...option, data, identifier: option.identifier.slice() };
  return option.option === "binding-authorisation-data"
    ? { ...option, data, authenticator: option.authenticator.slice() }
    : { ...option, data };
};

const keepMessage = (message: MobilityMessage, end: number): MobilityMessage => {
  if (message.type === "other") return { ...message, data: message.data.slice() };
  const options = message.options.filter(({ at }) => at < end).map((option) => keepOption(option, end));
  if (message.type === "HoTI" || message.type === "CoTI")
    return { ...message, cookie: message.cookie.slice(), options };
  return message.type === "HoT" || message.type === "CoT"
    ? { ...message, cookie: message.cookie.slice(), keygenToken: message.keygenToken.slice(), options }
    : { ...message, options };
};

/** The fields that tell one message from another, in one line. */
const contentOf = (message: MobilityMessage): string => {
  const fields: string[] = [message.type];
  for (const [name, value] of Object.entries(message))
    if (typeof value === "number" || name === "homeAddress") fields.push(String(value));
    else if (value instanceof Uint8Array) fields.push(hex(value));
  for (const { type, data } of optionsOf(message)) fields.push(`${type}=${hex(data)}`);
  return fields.join(" ");
};

export const keepMobility = (
  stamp: Stamp,
  { link, tunnels, ip, homeAddress, routed, isCut }: Anatomy,
  mobility: Mobility,
  epoch: number | undefined,
): MessageSeen => {
  const message = keepMessage(mobility.message, mobility.at + 8 * (mobility.headerLength + 1));
  return {
    ...stamp,
    key: `${ip.source}>${ip.destination} ${mobility.checksum} ${contentOf(message)}`,
    link,
    tunnels,
    source: ip.source,
    destination: ip.destination,
    homeAddress,
    routed,
    mobility: { ...mobility, message },
    at: mobility.at,
    isCut,
    epoch,
  };
};

/** RFC 5191 §6.2. Recognised, not judged. */
export type PanaHeader = {
  readonly source: IpAddress;
  readonly destination: IpAddress;
  readonly type: string;
  readonly flags: string;
  readonly session: number;
  readonly sequence: number;
};
export type PanaSeen = Stamp & PanaHeader;

export const PANA_PORT = 716;
const PANA_TYPES: Readonly<Record<number, readonly [request: string, answer: string]>> = {
  1: ["PCI", "PCI"],
  2: ["PAR", "PAN"],
  3: ["PTR", "PTA"],
  4: ["PNR", "PNA"],
  5: ["PRY", "PRY"],
};
const PANA_FLAGS = ["R", "S", "C", "A", "P", "I", "E"] as const;

/** Undefined if the octets are no PANA header. */
export const readPana = <At>(at: At, { ip }: Anatomy, payload: Uint8Array): (At & PanaHeader) | undefined => {
  if (payload.length < 16) return undefined;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const bits = view.getUint16(4);
  const names = PANA_TYPES[view.getUint16(6)];
  if (view.getUint16(0) !== 0 || names === undefined) return undefined;
  return {
    ...at,
    source: ip.source,
    destination: ip.destination,
    type: (bits & 0x8000) !== 0 ? names[0] : names[1],
    flags: PANA_FLAGS.filter((_, i) => (bits & (0x8000 >> i)) !== 0).join(""),
    session: view.getUint32(8),
    sequence: view.getUint32(12),
  };
};
