#!/usr/bin/env node
import { main } from "./program.js";
import { workbench } from "./workbench.js";

await main(workbench);
