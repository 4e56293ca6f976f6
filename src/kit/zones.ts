/** Whether `zone` is an IANA zone of this Node's own time zone data ("Europe/Moscow"; no offsets, no abbreviations). */
export function isZone(zone: string): boolean {
  if (!/^[A-Za-z_]+\/[A-Za-z0-9_+\-/]+$|^UTC$/.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
