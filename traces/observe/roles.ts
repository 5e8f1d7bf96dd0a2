/** Who is who in a run: from a file, or from what was seen. */
import type * as E from "fp-ts/lib/Either.js";
import * as t from "io-ts";
import { ipv4Text, ipv6Text, readAddress } from "../wire/addresses.js";
import type { IpAddress, MacAddress } from "../wire/layers.js";
import { type PrefixText, prefixText } from "./prefixes.js";

export type Role = "lma" | "mag" | "mn" | "cn";

export type Entity = {
  /** lma, mag1, mag2, mn1, cn …: mag1 is where the first mobile node was first registered, or attached. */
  readonly name: string;
  readonly kind: Role;
  readonly addresses: ReadonlyArray<IpAddress>;
  readonly prefixes: ReadonlyArray<PrefixText>;
  readonly macs: ReadonlyArray<MacAddress>;
  /** As reports write it: text, or octets as 0x… */
  readonly mnId?: string;
};

/** Why somebody is believed to be who he is. Without frame: from the roles file, or from several frames. */
export type Evidence = {
  readonly entity: string;
  readonly why: string;
  readonly capture?: number;
  readonly frame?: number;
};

export type Roles = {
  readonly entities: ReadonlyArray<Entity>;
  readonly evidence: ReadonlyArray<Evidence>;
  /** What could not be found out, in words. */
  readonly unknown: ReadonlyArray<string>;
};

const normalised = <A extends string>(name: string, read: (text: string) => A | undefined): t.Type<A, string> =>
  new t.Type<A, string>(
    name,
    (u): u is A => typeof u === "string" && read(u) === u,
    (u, context) => {
      const found = typeof u === "string" ? read(u) : undefined;
      return found === undefined ? t.failure(u, context) : t.success(found);
    },
    t.identity,
  );

const readIp = (text: string): IpAddress | undefined => {
  const octets = readAddress(text.trim());
  if (octets === undefined) return undefined;
  return octets.length === 16 ? ipv6Text(octets, 0) : ipv4Text(octets, 0);
};

const readPrefix = (text: string): PrefixText | undefined => {
  const [address = "", length = ""] = text.trim().split("/");
  return /^\d{1,3}$/.test(length) && Number(length) <= 128 ? prefixText(address, Number(length)) : undefined;
};

const readMac = (text: string): MacAddress | undefined => {
  const mac = text.trim().toLowerCase().replaceAll("-", ":");
  return /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac) ? mac : undefined;
};

const readName = (text: string): string | undefined => (/^[\w.@-]{1,64}$/.test(text) ? text : undefined);

const RoleEntity = t.intersection([
  t.type({
    name: normalised("Name", readName),
    kind: t.keyof({ lma: null, mag: null, mn: null, cn: null }),
  }),
  t.partial({
    addresses: t.readonlyArray(normalised("IpAddress", readIp)),
    prefixes: t.readonlyArray(normalised("Prefix", readPrefix)),
    macs: t.readonlyArray(normalised("MacAddress", readMac)),
    /** The NAI, or the identifier's octets as 0x… */
    mnId: t.string,
  }),
]);

/** JSON: `{ "entities": [{ "name": "mag1", "kind": "mag", "addresses": ["2001:db8:1::11"] }, …] }`. */
export const RolesFile = t.readonly(t.type({ entities: t.readonlyArray(RoleEntity) }), "RolesFile");
export type RolesFile = t.TypeOf<typeof RolesFile>;

/** The errors are io-ts's, for whoever has the words. */
export const decodeRoles = (json: unknown): E.Either<t.Errors, RolesFile> => RolesFile.decode(json);
