import { createService } from "./service.ts";

const port = 9_000;

createService().listen(port, "0.0.0.0");
process.on("SIGTERM", () => process.exit(0));
