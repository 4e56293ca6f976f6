/** The status of a page that says why a link does not work: gone, or never was. */
export const BROKEN_STATUS = { used: 410, expired: 410, forged: 404, tooMany: 409 };
