/** The clock that controllers ask once a request; a test provides its own. */
export type Now = () => Date;
export const NOW = Symbol('NOW');
