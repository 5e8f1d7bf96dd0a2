/** Frames as text: a line each, and below a message of the signalling its fields. */
import type { Dissection, Layer, Malformed } from "../traces/wire/layers.js";
import { tellIcmpv6, tellIcmpv6Details } from "./icmpv6-text.js";
import { tellLayer } from "./layer-text.js";
import { mobilityName, showHex, tellMobility, tellMobilityDetails } from "./mobility-text.js";
import { showFirstOctets } from "./octets.js";
import type { Paint } from "./paint.js";
import { plural } from "./text.js";
import { showText } from "./value.js";

/** When and where a frame was taken: what a capture says of it beside its octets. */
export type Taken = {
  readonly number: number;
  readonly interface: number;
  readonly seconds: number | undefined;
  readonly nanoseconds: number;
  readonly originalLength: number;
};

/** RFC 5191 §6.2. */
export type PanaHeader = {
  readonly type: string;
  readonly flags: string;
  readonly session: number;
  readonly sequence: number;
};

export type Decoded = {
  readonly taken: Taken;
  readonly dissection: Dissection;
  readonly pana?: PanaHeader | undefined;
};

const isDiscoveryOrError = (icmpType: number): boolean =>
  icmpType === 133 || icmpType === 134 || (icmpType > 0 && icmpType < 5);

/** Mobility, PANA and router discovery messages, and ICMPv6 errors, which answer what is in the way of them. */
export const isSignalling = ({ dissection: { layers }, pana }: Decoded): boolean =>
  pana !== undefined ||
  layers.some(
    (layer) => layer.layer === "mobility" || (layer.layer === "icmpv6" && isDiscoveryOrError(layer.icmpType)),
  );

const isIp = (layer: Layer): layer is Layer & { layer: "ipv6" | "ipv4" } =>
  layer.layer === "ipv6" || layer.layer === "ipv4";

/** Of a packet's headers those that change where it goes or hide what it is; the rest is told by `tellLayer`. */
const tellHeader = (layer: Layer, isOuter: boolean): string => {
  switch (layer.layer) {
    case "ipv6":
    case "ipv4":
      return isOuter ? `${layer.source} => ${layer.destination} |` : `${layer.source} > ${layer.destination}`;
    case "destination-options":
    case "hop-by-hop":
      return layer.options
        .flatMap((option) => (option.option === "home-address" ? [`(home address ${option.address})`] : []))
        .join(" ");
    case "routing":
      return layer.homeAddress === undefined ? "" : `(routed to ${layer.homeAddress})`;
    case "fragment":
      return layer.offset > 0 || layer.more
        ? `fragment from byte ${layer.offset} of ${showHex(layer.identification, 8)}`
        : "";
    case "gre":
      return layer.key === undefined ? "GRE" : `GRE key ${showHex(layer.key, 8)}`;
    case "authentication-header":
      return "authenticated";
    case "ethernet":
    case "vlan":
    case "linux-cooked":
    case "loopback":
    case "udp":
    case "icmpv6":
    case "mobility":
    case "esp":
    case "payload":
      return "";
  }
};

const nextHeader = (layers: ReadonlyArray<Layer>): number | undefined => {
  const last = layers.findLast((layer) => "nextHeader" in layer || layer.layer === "ipv4");
  if (last === undefined) return undefined;
  return "nextHeader" in last ? last.nextHeader : "protocol" in last ? last.protocol : undefined;
};

const UDP_HEADER = 8;

const tellPayload = (layers: ReadonlyArray<Layer>, size: number): string =>
  `${layers.some(isIp) ? `protocol ${nextHeader(layers) ?? "unknown"}, ` : ""}${plural(size, "byte")}`;

/** What a packet carries. */
const tellContent = (layers: ReadonlyArray<Layer>, pana: PanaHeader | undefined, paint: Paint): string => {
  const udp = layers.find((layer) => layer.layer === "udp");
  const last = layers.at(-1);
  if (pana !== undefined)
    return `${paint.strong(`PANA ${pana.type}`)} sequence ${pana.sequence}, session ${showHex(pana.session, 8)}, flags ${pana.flags === "" ? "none" : pana.flags}`;
  if (udp?.layer === "udp")
    return `UDP ${udp.sourcePort} > ${udp.destinationPort}, ${plural(Math.max(0, udp.length - UDP_HEADER), "byte")}`;
  if (last?.layer === "mobility") {
    const name = mobilityName(last.message);
    return `${paint.strong(name)}${tellMobility(last).slice(name.length)}`;
  }
  if (last?.layer === "icmpv6")
    return isDiscoveryOrError(last.icmpType) ? paint.strong(tellIcmpv6(last)) : tellIcmpv6(last);
  if (last?.layer === "payload") return tellPayload(layers, last.data.length);
  return last?.layer === "esp" ? tellLayer(last) : "";
};

/** What is shown of a frame, however it was made to look: lines, and characters in each. */
const MOST_LINES = 64;
const MOST_CHARACTERS = 400;

const short = (line: string): string => (line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line);

const few = (lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES), `${lines.length - MOST_LINES} more lines`] : lines;

/** Nothing, where there is no layer at all. */
const summary = (layers: ReadonlyArray<Layer>, pana: PanaHeader | undefined, paint: Paint): string => {
  const last = layers.findLastIndex(isIp);
  const headers =
    last >= 0
      ? layers.map((layer, i) => tellHeader(layer, i < last))
      : layers.filter(({ layer }) => layer !== "payload").map(tellLayer);
  return [short(headers.filter((part) => part !== "").join(" ")), tellContent(layers, pana, paint)]
    .filter((part) => part !== "")
    .join("  ");
};

const tellProblem = ({ at, layer, expected, found, truncated }: Malformed, paint: Paint): string => {
  const where = `byte ${at}, ${layer}: expected ${showText(expected)}, got ${showText(found)}`;
  return truncated ? paint.unsure(`cut short at ${where}`) : paint.bad(`malformed at ${where}`);
};

const tellDetails = (layer: Layer, paint: Paint): ReadonlyArray<string> => {
  if (layer.layer === "mobility") return tellMobilityDetails(layer);
  if (layer.layer !== "icmpv6") return [];
  const about = "about" in layer.message ? [`about: ${summary(layer.message.about, undefined, paint)}`] : [];
  return [...tellIcmpv6Details(layer), ...about];
};

const tellLayers = ({ layers, rest }: Dissection, paint: Paint): ReadonlyArray<string> => [
  ...layers.flatMap((layer) => [tellLayer(layer), ...tellDetails(layer, paint).map((line) => `  ${line}`)]),
  ...(rest === undefined ? [] : [`${plural(rest.length, "byte")} more: ${showFirstOctets(rest)}`]),
];

/** Seconds between two moments, with six decimals; a dash where either is not known. */
export const showSince = (first: Taken, { seconds, nanoseconds }: Taken): string => {
  if (seconds === undefined || first.seconds === undefined) return "-";
  const difference = (seconds - first.seconds) * 1e9 + (nanoseconds - first.nanoseconds);
  const whole = Math.floor(Math.abs(difference) / 1e9);
  const micro = Math.floor((Math.abs(difference) % 1e9) / 1e3);
  return `${difference < 0 ? "-" : ""}${whole}.${String(micro).padStart(6, "0")}`;
};

export type Manner = { readonly first: Taken; readonly hasLayers: boolean; readonly paint: Paint };

/**
 * A line with number, time since the first frame, and what the frame is; below it, indented, the fields of a message of the
 * signalling or every layer, and where it stops making sense.
 */
export const showFrame = (decoded: Decoded, { first, hasLayers, paint }: Manner): string => {
  const { taken, dissection, pana } = decoded;
  const { layers, problem } = dissection;
  const isTold = isSignalling(decoded);
  const below = hasLayers
    ? tellLayers(dissection, paint)
    : isTold
      ? layers.flatMap((layer) => tellDetails(layer, paint))
      : [];
  // That the capture kept only the beginning of a packet without signalling is no line of its own.
  const isAside = problem?.truncated === true && !isTold && !hasLayers;
  const lines = [
    ...few(below).map(short),
    ...(problem === undefined || isAside ? [] : [tellProblem(problem, paint)]),
  ].map((line) => `        ${line}`);
  const at = paint.faint(`${String(taken.number).padStart(6)} ${showSince(first, taken).padStart(12)}`);
  const where = taken.interface === 0 ? "" : `[${taken.interface}] `;
  const aside = isAside ? paint.unsure(", cut short") : "";
  const told = summary(layers, pana, paint);
  return [`${at}  ${where}${told === "" ? plural(taken.originalLength, "byte") : told}${aside}`, ...lines].join("\n");
};
