/** What a command line can ask for, and what the readers of all commands share. */
import type { Argv } from "yargs";
import type { Kind } from "../report/entries.js";
import { showText } from "../report/value.js";
import type { ConformRequest } from "./conform.js";
import type { DecodeRequest } from "./decode.js";
import type { DiffRequest } from "./diff.js";
import type { EntryFormat } from "./entries.js";
import type { VerifyRequest } from "./verify.js";

export type Command =
  | { readonly tag: "Verify"; readonly request: VerifyRequest; readonly hasColour: boolean }
  | { readonly tag: "Diff"; readonly request: DiffRequest; readonly hasColour: boolean }
  | { readonly tag: "Conform"; readonly request: ConformRequest; readonly hasColour: boolean }
  | { readonly tag: "Decode"; readonly request: DecodeRequest; readonly hasColour: boolean }
  | { readonly tag: "List"; readonly kind: Kind; readonly format: EntryFormat }
  | { readonly tag: "Explain"; readonly id: string; readonly format: EntryFormat; readonly hasColour: boolean }
  /** Help, or the version. */
  | { readonly tag: "Show"; readonly text: string }
  | { readonly tag: "Misuse"; readonly lines: ReadonlyArray<string> };

/** What every command has. */
export type Common = Argv<{ color: boolean }>;

/** Adds a command to the parser; what its arguments come to is taken. */
export type Adding = (parser: Common, take: (command: Command) => void) => Common;

type Lines = ReadonlyArray<string>;

/** yargs makes a list of an option that is given twice; one that is meant once is then a mistake. */
export const once = (name: string, value: unknown): Lines =>
  Array.isArray(value) ? [`--${name}: expected once, got ${value.length} times`] : [];

/** What follows `--` and has no place. */
export const surplus = (words: ReadonlyArray<string | number>): Lines =>
  words.slice(1).map((word) => `unknown argument: ${showText(String(word))}`);

/** The command, unless there are mistakes. */
export const unless = (mistakes: Lines, command: Command): Command =>
  mistakes.length > 0 ? { tag: "Misuse", lines: mistakes } : command;
