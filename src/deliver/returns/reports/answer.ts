/** What a provider is answered: 2xx once all is committed, else why not, in a sentence. */
export type HookAnswer =
  | { status: 200; body: Record<string, string | number | boolean> }
  | { status: 403 | 422 | 503; detail: string; taken?: number };

export const refused = (detail: string): HookAnswer => ({ status: 403, detail });
export const garbled = (detail: string): HookAnswer => ({ status: 422, detail });
