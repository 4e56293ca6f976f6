/** One recipient's group of a delivery report (RFC 3464 §2.3), its fields as they stand. */
export interface ReportGroup {
  address: string | null;
  action: string | null;
  /** `5.4.4`; null where the field is missing or none. */
  status: string | null;
  /** What stands in the Status field beside the status: some systems say the reason there. */
  remark: string;
  /** The other side's reply, without its type. */
  diagnostic: string;
}

/** The recipients of a delivery report. Blank lines part them, but a group is one only if it says what happened. */
export function readDeliveryReport(text: string): ReportGroup[] {
  return text
    .replace(/\n[ \t]+/g, ' ')
    .split(/\n\s*\n/)
    .flatMap(groupsOf)
    .reduce<Map<string, string>[]>(joinHalves, [])
    .filter((fields) => fields.has('action') || fields.has('status') || fields.has('diagnostic-code'))
    .map(groupOf);
}

/** A group that was torn between Original-Recipient and Final-Recipient is put together again. */
function joinHalves(groups: Map<string, string>[], fields: Map<string, string>): Map<string, string>[] {
  const before = groups.at(-1);
  const torn =
    before !== undefined && !before.has('action') && !before.has('status') && !before.has('reporting-mta');
  if (torn || (before !== undefined && !hasRecipient(fields) && !before.has('reporting-mta'))) {
    for (const [name, value] of fields) if (!before.has(name)) before.set(name, value);
    return groups;
  }
  return [...groups, fields];
}

const hasRecipient = (fields: Map<string, string>): boolean =>
  fields.has('final-recipient') || fields.has('original-recipient');

/** The fields of a block; a second Final-Recipient begins another group, though the blank line is missing. */
function groupsOf(block: string): Map<string, string>[] {
  let fields = new Map<string, string>();
  const groups = [fields];
  for (const line of block.split('\n')) {
    const [, written, value] = /^\s*([A-Za-z][\w-]{2,40})\s*:(.*)$/.exec(line) ?? [];
    const name = written?.toLowerCase();
    if (name === undefined || value === undefined) continue;
    if (name === 'final-recipient' && fields.has(name)) {
      fields = new Map();
      groups.push(fields);
    }
    if (!fields.has(name)) fields.set(name, value.trim());
  }
  return groups;
}

function groupOf(fields: Map<string, string>): ReportGroup {
  const [, status = null, remark = ''] =
    /^\D{0,10}([245]\.\d{1,3}\.\d{1,3})(.*)$/.exec(fields.get('status') ?? '') ?? [];
  return {
    address:
      addressIn(fields.get('final-recipient')) ??
      addressIn(fields.get('original-recipient')) ??
      addressIn(fields.get('x-actual-recipient')),
    action: /^[a-z]+/i.exec(fields.get('action') ?? '')?.[0].toLowerCase() ?? null,
    status,
    remark: remark.trim(),
    diagnostic: (fields.get('diagnostic-code') ?? '').replace(/^[\w-]+\s*;\s*/, ''),
  };
}

/** The address of `rfc822; <a@b.example>`; null where there is none. */
const addressIn = (field = ''): string | null =>
  /[^\s<>;,"():@]{1,256}@[^\s<>;,"()@.]+(?:\.[^\s<>;,"()@.]+)+/.exec(field)?.[0] ?? null;
