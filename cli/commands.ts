import type { Command } from "./command.js";
import { conform } from "./conform.js";
import { decode } from "./decode.js";
import { diff } from "./diff.js";
import { explain, list } from "./entries.js";
import { type Outcome, misused, succeeded } from "./exit-codes.js";
import type { Surroundings } from "./surroundings.js";
import { verify } from "./verify.js";
import type { Workbench } from "./workbench.js";

/** Does what a command line asks for. */
export const perform = async (bench: Workbench, command: Command, surroundings: Surroundings): Promise<Outcome> => {
  switch (command.tag) {
    case "Verify":
      return verify(bench, command.request, surroundings);
    case "Diff":
      return diff(bench, command.request, surroundings);
    case "Conform":
      return conform(bench, command.request, surroundings);
    case "Decode":
      return decode(command.request, surroundings);
    case "List":
      return list(bench, command.kind, command.format, surroundings);
    case "Explain":
      return explain(bench, command.id, command.format, surroundings);
    case "Show":
      return succeeded(command.text);
    case "Misuse":
      return misused([...command.lines, "see mpacheck --help"]);
  }
};
