/** Fragments of IPv6 packets put together (RFC 8200 §4.5). Those of IPv4 are not: nobody signals in them. */
import { concat, sameBytes, two } from "./bytes.js";
import { FRAGMENT_SIZE } from "./fragment.js";
import { IPV6_SIZE } from "./ipv6.js";
import type { Bytes, Fragment, Ipv6, Layer } from "./layers.js";

/** However many fragments come: at most this is kept. */
export const FRAGMENT_BOUNDS = { datagrams: 64, pieces: 128, bytes: 0xffff, seconds: 60 } as const;

type Piece = { readonly offset: number; readonly data: Bytes };
type Datagram = {
  /** Source, destination and identification. */
  readonly key: string;
  /** When its first fragment was seen. */
  readonly since: number;
  /** By offset; without overlap. */
  readonly pieces: ReadonlyArray<Piece>;
  /** All before the fragment header of the first fragment, with the next header that comes after it. */
  readonly head: Bytes | undefined;
  /** Known once the last fragment has come. */
  readonly size: number | undefined;
  /** Why all of its fragments are refused. */
  readonly refused: string | undefined;
};

/** Datagrams of which some fragments are missing, oldest first. */
export type Reassembly = ReadonlyArray<Datagram>;
export const NO_FRAGMENTS: Reassembly = [];

export type Reassembled =
  /** The frame has no fragment, or one that is the whole packet. */
  | { readonly tag: "NoFragment" }
  | { readonly tag: "Waiting" }
  /** An IPv6 packet without its fragment header: link type 229. */
  | { readonly tag: "Whole"; readonly packet: Bytes }
  /** This and all other fragments of its packet. */
  | { readonly tag: "Refused"; readonly reason: string };

type Cut = { readonly header: Ipv6; readonly before: Layer; readonly fragment: Fragment };

/** The outermost fragment header, which is the one to begin with. */
const findFragment = (layers: ReadonlyArray<Layer>): Cut | undefined => {
  let header: Ipv6 | undefined;
  for (const [i, layer] of layers.entries()) {
    if (layer.layer === "ipv6") header = layer;
    const before = layers[i - 1];
    if (layer.layer !== "fragment" || header === undefined || before === undefined) continue;
    if (layer.offset > 0 || layer.more) return { header, before, fragment: layer };
  }
  return undefined;
};

/** The headers before the fragment header, as they are in the whole packet but for the length. */
const headOf = (bytes: Bytes, { header, before, fragment }: Cut): Bytes => {
  const head = bytes.slice(header.at, fragment.at);
  head[before.at - header.at + (before === header ? 6 : 0)] = fragment.nextHeader;
  return head;
};

const assemble = (head: Bytes, pieces: ReadonlyArray<Piece>, size: number): Reassembled => {
  const length = head.length - IPV6_SIZE + size;
  if (length > FRAGMENT_BOUNDS.bytes)
    return { tag: "Refused", reason: `payload of at most ${FRAGMENT_BOUNDS.bytes} bytes, got ${length}` };
  const packet = concat(head, ...pieces.map(({ data }) => data));
  packet.set(two(length), 4);
  return { tag: "Whole", packet };
};

/** Why a fragment cannot be part of any packet. */
const nonsense = ({ offset, more }: Fragment, data: Bytes, expected: number): string | undefined => {
  const end = offset + data.length;
  if (data.length < expected) return `${expected} bytes, got ${data.length} captured`;
  if (data.length === 0) return "a fragment with data, got an empty one";
  if (more && data.length % 8 !== 0) return `a multiple of 8 bytes, got ${data.length}`;
  return end > FRAGMENT_BOUNDS.bytes ? `an end of at most ${FRAGMENT_BOUNDS.bytes}, got ${end}` : undefined;
};

/** Why it cannot be part of this packet (RFC 5722: one overlap refuses all of it). */
const misfit = ({ pieces, size }: Datagram, { offset, more }: Fragment, data: Bytes): string | undefined => {
  const end = offset + data.length;
  const overlapped = pieces.find((piece) => offset < piece.offset + piece.data.length && piece.offset < end);
  if (overlapped !== undefined) return `no overlap with the fragment at ${overlapped.offset}, got one at ${offset}`;
  const reach = pieces.at(-1);
  const most = size ?? (more ? undefined : end);
  if (most !== undefined && (end > most || (reach !== undefined && reach.offset + reach.data.length > most)))
    return `an end of at most ${most}, got ${Math.max(end, (reach?.offset ?? 0) + (reach?.data.length ?? 0))}`;
  if (!more && size !== undefined && size !== end) return `one last fragment, ending at ${size}, got ${end}`;
  return pieces.length === FRAGMENT_BOUNDS.pieces ? `at most ${FRAGMENT_BOUNDS.pieces} fragments, got more` : undefined;
};

const isRepeated = ({ pieces }: Datagram, offset: number, data: Bytes): boolean =>
  pieces.some((piece) => piece.offset === offset && sameBytes(piece.data, data));

const wholeOf = ({ pieces, head, size }: Datagram): Reassembled =>
  head === undefined || size === undefined || pieces.reduce((sum, { data }) => sum + data.length, 0) < size
    ? { tag: "Waiting" }
    : assemble(head, pieces, size);

/** What becomes of a datagram with one more fragment. */
const grown = (datagram: Datagram, bytes: Bytes, cut: Cut, data: Bytes, reason: string | undefined): Datagram => {
  const { fragment } = cut;
  const refused = datagram.refused ?? reason ?? misfit(datagram, fragment, data);
  // What is refused is remembered without its octets: the fragments yet to come are refused as well.
  if (refused !== undefined) return { ...datagram, pieces: [], head: undefined, size: undefined, refused };
  const piece = { offset: fragment.offset, data: data.slice() };
  return {
    ...datagram,
    pieces: [
      ...datagram.pieces.filter(({ offset }) => offset < piece.offset),
      piece,
      ...datagram.pieces.filter(({ offset }) => offset > piece.offset),
    ],
    head: fragment.offset === 0 ? headOf(bytes, cut) : datagram.head,
    size: fragment.more ? datagram.size : fragment.offset + data.length,
  };
};

/**
 * One more frame, with its dissection, seen at `seconds` on any clock that does not stand still. Bounded: beyond the
 * bounds the oldest datagrams are forgotten, and a datagram of too many pieces is refused. An exact repetition of a
 * fragment is ignored (RFC 8200 §4.5), since captures show packets several times.
 */
export const reassemble = (
  state: Reassembly,
  bytes: Bytes,
  layers: ReadonlyArray<Layer>,
  seconds: number,
): { readonly state: Reassembly; readonly outcome: Reassembled } => {
  const cut = findFragment(layers);
  if (cut === undefined) return { state, outcome: { tag: "NoFragment" } };
  const { header, fragment } = cut;
  const end = header.at + IPV6_SIZE + header.payloadLength;
  const data = bytes.subarray(fragment.at + FRAGMENT_SIZE, end);
  const key = `${header.source} ${header.destination} ${fragment.identification}`;
  const recent = state.filter(({ since }) => seconds - since <= FRAGMENT_BOUNDS.seconds);
  const others = recent.filter((datagram) => datagram.key !== key);
  const known = recent.find((datagram) => datagram.key === key) ?? {
    key,
    since: seconds,
    pieces: [],
    head: undefined,
    size: undefined,
    refused: undefined,
  };
  if (isRepeated(known, fragment.offset, data)) return { state: recent, outcome: { tag: "Waiting" } };
  const reason = nonsense(fragment, data, end - fragment.at - FRAGMENT_SIZE);
  const datagram = grown(known, bytes, cut, data, reason);
  const outcome: Reassembled =
    datagram.refused === undefined ? wholeOf(datagram) : { tag: "Refused", reason: datagram.refused };
  const kept = outcome.tag === "Whole" ? others : [...others, datagram].slice(-FRAGMENT_BOUNDS.datagrams);
  return { state: kept, outcome };
};
