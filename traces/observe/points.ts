/**
 * Where a run was captured. The interfaces of one pcapng file are points of their own, as if each had its own file.
 * Limit: a file put together of several is read as one; the same interface number in two of its sections is one point.
 */
import type { MacAddress } from "../wire/layers.js";
import { type Anatomy, isGroupMac } from "./anatomy.js";
import type { CaptureName, SeenFrame } from "./frame.js";
import { LIMITS } from "./limits.js";
import { safe } from "./text.js";

export type Point = {
  /** Of the file, and of the interface if the file has several. */
  readonly name: string;
  frames: number;
  first: number | undefined;
  last: number;
  /** Of Ethernet frames for one host: who sent to whom. */
  readonly links: Map<string, readonly [source: MacAddress, destination: MacAddress]>;
  /** Of a capture of all interfaces: the host's own link-layer addresses. */
  readonly own: Set<MacAddress>;
  isCooked: boolean;
  /** Frames that the capture cut or that make no sense. */
  partial: number;
  /** Packets whose content cannot be seen (RFC 4303). */
  encrypted: number;
};

/** The points of all captures. The first interface that a capture shows is the point with the capture's own index. */
export type Points = {
  /** By index. Names are final when all frames have been seen. */
  readonly list: () => ReadonlyArray<Point>;
  readonly indexOf: (capture: number, frame: SeenFrame) => number | undefined;
  /** The same, and where it is new it is made, while there is room. */
  readonly find: (capture: number, frame: SeenFrame) => { readonly index: number; readonly point: Point } | undefined;
};

const makePoint = (name: string): Point => ({
  name,
  frames: 0,
  first: undefined,
  last: 0,
  links: new Map(),
  own: new Set(),
  isCooked: false,
  partial: 0,
  encrypted: 0,
});

/** `cap` is told what there was too much of. */
export const makePoints = (names: ReadonlyArray<CaptureName>, cap: (what: string) => void): Points => {
  const files = names
    .slice(0, LIMITS.points)
    .map(({ name }) => ({ name: safe(name, 1000), byInterface: new Map<number, number>() }));
  const points = files.map(({ name }) => makePoint(name));
  if (names.length > files.length) cap("captures");

  const indexOf: Points["indexOf"] = (capture, frame) => files[capture]?.byInterface.get(frame.interface ?? 0);

  const make = (capture: number, number: number): number | undefined => {
    const file = files[capture];
    if (file === undefined) return undefined;
    const index = file.byInterface.size === 0 ? capture : points.length;
    if (index >= LIMITS.points) {
      cap("interfaces");
      return undefined;
    }
    file.byInterface.set(number, index);
    points[index] ??= makePoint(file.name);
    return index;
  };

  const find: Points["find"] = (capture, frame) => {
    const index = indexOf(capture, frame) ?? make(capture, frame.interface ?? 0);
    const point = index === undefined ? undefined : points[index];
    return index === undefined || point === undefined ? undefined : { index, point };
  };

  const list: Points["list"] = () => {
    const named = [...points];
    for (const { byInterface } of files)
      if (byInterface.size > 1)
        for (const [number, index] of byInterface) {
          const point = points[index];
          if (point !== undefined) named[index] = { ...point, name: `${point.name} interface ${number}` };
        }
    return named;
  };

  return { list, indexOf, find };
};

export const seeLink = (point: Point, { link }: Anatomy): void => {
  if (link.tag === "Cooked") {
    point.isCooked = true;
    if (link.isOutgoing && link.source !== undefined && point.own.size < LIMITS.macs) point.own.add(link.source);
  }
  if (link.tag !== "Ethernet") return;
  const key = `${link.source}>${link.destination}`;
  if (point.links.has(key) || isGroupMac(link.destination) || point.links.size >= LIMITS.macs) return;
  point.links.set(key, [link.source, link.destination]);
};
