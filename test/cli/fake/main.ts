import { main } from "../../../cli/program.js";
import { fake } from "./workbench.js";

await main(fake);
