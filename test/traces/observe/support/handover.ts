/** A handover from mag1 to mag2 with a stream, as five points would capture it. Times are of one clock, in seconds. */
import {
  CN,
  LINK1,
  LINK2,
  LMA,
  LMA_CN,
  MAG1,
  MAG2,
  MN,
  type Host,
  type Parcel,
  type Shot,
  down,
  optionsAt,
  pba,
  pbu,
  ra,
  rs,
  up,
} from "./forge.js";

export type Point = "cn" | "lma" | "mag1" | "mag2" | "access";
export const points: ReadonlyArray<Point> = ["cn", "lma", "mag1", "mag2", "access"];
export type Shots = Record<Point, Shot[]>;
export const noShots = (): Shots => ({ cn: [], lma: [], mag1: [], mag2: [], access: [] });

/** Of a wire, and of the work of a host. */
const WIRE = 0.0004;

/** A parcel at both ends of its wire; where it arrives. */
export const wire = (
  shots: Shots,
  time: number,
  parcel: Parcel,
  from: Point | undefined,
  to: Point | undefined,
): number => {
  if (from !== undefined) shots[from].push({ time, parcel });
  if (to !== undefined) shots[to].push({ time: time + WIRE, parcel });
  return time + WIRE;
};

export const pointOf = (mag: Host): "mag1" | "mag2" => (mag === MAG1 ? "mag1" : "mag2");
const linkOf = (mag: Host): Host => (mag === MAG1 ? LINK1 : LINK2);

/** A PBU and its PBA; when the PBA arrives. */
export const register = (
  shots: Shots,
  time: number,
  mag: Host,
  sequence: number,
  { lifetime = 15, indicator = 4 }: { readonly lifetime?: number; readonly indicator?: number } = {},
): number => {
  const options = optionsAt(undefined, indicator);
  const asked = wire(shots, time, pbu(mag, { sequence, options, lifetime }), pointOf(mag), "lma");
  return wire(shots, asked + WIRE, pba(mag, { sequence, options, lifetime }), "lma", pointOf(mag));
};

export const attach = (shots: Shots, time: number, mag: Host, sequence: number): number => {
  wire(shots, time, rs(), "access", undefined);
  const done = register(shots, time + 0.01, mag, sequence);
  return wire(shots, done + WIRE, ra(linkOf(mag)), undefined, "access");
};

/** A packet from the CN to the mobile node at a MAG, and back. */
export const echo = (shots: Shots, time: number, number: number, mag: Host): void => {
  const link = linkOf(mag);
  let t = wire(shots, time, down(number, CN, LMA_CN), "cn", undefined);
  t = wire(shots, t, down(number, LMA, mag, [LMA, mag]), "lma", pointOf(mag));
  t = wire(shots, t, down(number, link, MN), undefined, "access");
  t = wire(shots, t, up(number, MN, link), "access", undefined);
  t = wire(shots, t, up(number, mag, LMA, [mag, LMA]), pointOf(mag), "lma");
  wire(shots, t, up(number, LMA_CN, CN), undefined, "cn");
};

/** A packet that goes as far as a MAG's core. */
export const lose = (shots: Shots, time: number, number: number, mag: Host): void => {
  const t = wire(shots, time, down(number, CN, LMA_CN), "cn", undefined);
  wire(shots, t, down(number, LMA, mag, [LMA, mag]), "lma", pointOf(mag));
};

/** Twenty packets at mag1, three lost, twenty at mag2, and a de-registration by mag1 at the end. */
export const handover = (): Shots => {
  const shots = noShots();
  attach(shots, 1, MAG1, 7);
  for (let i = 0; i < 20; i++) echo(shots, 2 + i / 10, i, MAG1);
  for (let i = 20; i < 23; i++) lose(shots, 2 + i / 10, i, MAG1);
  attach(shots, 4.35, MAG2, 8);
  for (let i = 24; i < 44; i++) echo(shots, 2 + i / 10, i, MAG2);
  register(shots, 7, MAG1, 9, { lifetime: 0 });
  return shots;
};
