import { runAsPacer } from "../../../services/generator/pacer.ts";

/** What the generator's own file is to its pacer: the same code, told apart by its thread. */
if (!runAsPacer()) throw new Error("this file is only for a worker thread");
