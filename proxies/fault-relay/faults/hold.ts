/** Memory that is held until the process ends, every page of it written to, so that it is resident; K16. */
export function holdMemory(mebibytes: number): Buffer {
  return Buffer.alloc(mebibytes * 2 ** 20, 1);
}
