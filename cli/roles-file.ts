/** Who is who in a run, as JSON on disk. */
import { pipe } from "fp-ts/lib/function.js";
import * as E from "fp-ts/lib/Either.js";
import type * as TE from "fp-ts/lib/TaskEither.js";
import { showText } from "../report/value.js";
import { type RolesFile, decodeRoles } from "../traces/observe/roles.js";
import { decodingMistakes, repeated, unknownKeys, unknownKeysInList } from "./decoding.js";
import { readJson } from "./json-file.js";

const ENTITY_KEYS = ["name", "kind", "addresses", "prefixes", "macs", "mnId"];

const WORDS = {
  RolesFile: "an object",
  Name: "a name of letters, digits, dots, dashes and @",
  IpAddress: "an IPv6 or IPv4 address",
  Prefix: "a prefix such as 2001:db8:100::/64",
  MacAddress: "a MAC address such as 02:00:00:00:10:01",
};

const rolesFrom = (json: unknown): E.Either<ReadonlyArray<string>, RolesFile> => {
  const names = [...unknownKeys(json, "", "key", ["entities"]), ...unknownKeysInList(json, "entities", ENTITY_KEYS)];
  const decoded = pipe(
    decodeRoles(json),
    E.mapLeft((errors) => decodingMistakes(errors, WORDS)),
  );
  const mistakes = [
    ...names,
    ...(E.isLeft(decoded)
      ? decoded.left
      : repeated(decoded.right.entities.map(({ name }) => name)).map(
          ({ at, what }) => `entities.${at}.name: expected each name once, got '${showText(what)}' again`,
        )),
  ];
  return mistakes.length > 0 ? E.left(mistakes) : decoded;
};

/** The roles in a file, or a line per mistake, each beginning with the file's name. */
export const readRoles: (file: string) => TE.TaskEither<ReadonlyArray<string>, RolesFile> = readJson(rolesFrom);
